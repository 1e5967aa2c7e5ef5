# Made by docs/manual.py; make docs writes it anew.
_flowmock() {
	local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]}
	if [ "$COMP_CWORD" = 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W 'serve ctl timeline tables --help --version' -- "$word")
		return
	fi
	case ${COMP_WORDS[1]}:$last in
	serve:--host) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	serve:--port) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	serve:--port-file) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	serve:--state) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	serve:--export-root) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	serve:--datasets) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	serve:--seed) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	serve:--clock) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	serve:--now) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	serve:--run-life) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	serve:--auth) mapfile -t COMPREPLY < <(compgen -W 'lenient strict' -- "$word") ;;
	serve:--client) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	serve:--clients) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	serve:--sandboxes) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	serve:--adhoc-delay) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	serve:--dlz) mapfile -t COMPREPLY < <(compgen -W 'azure aws' -- "$word") ;;
	serve:--contract) mapfile -t COMPREPLY < <(compgen -W 'lenient strict' -- "$word") ;;
	serve:--choose) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	serve:--limits) mapfile -t COMPREPLY < <(compgen -W 'off documented' -- "$word") ;;
	serve:--files) mapfile -t COMPREPLY < <(compgen -W 'on off' -- "$word") ;;
	serve:--partitions) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	serve:--export-time) mapfile -t COMPREPLY < <(compgen -W 'minute second' -- "$word") ;;
	serve:--gzip) mapfile -t COMPREPLY < <(compgen -W 'members single' -- "$word") ;;
	serve:--workers) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	serve:--admin) mapfile -t COMPREPLY < <(compgen -W 'on off' -- "$word") ;;
	serve:--faults) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	serve:--log-format) mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$word") ;;
	serve:--log-level) mapfile -t COMPREPLY < <(compgen -W 'error warn info debug' -- "$word") ;;
	timeline:--state) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	timeline:--from) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	timeline:--until) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	timeline:--now) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	timeline:--width) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	timeline:--output) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	serve:*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--host --port --port-file --state --export-root --datasets --seed --clock --now --run-life --auth --client --clients --sandboxes --adhoc-delay --dlz --contract --choose --limits --files --partitions --export-time --gzip --workers --admin --faults --log-format --log-level --help --version' -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
		fi
		;;
	ctl:*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--help --version' -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -W 'health clock advance set until fired life partitions datasets batch timeline reset faults arm clear release runs kinds freeze' -- "$word")
		fi
		;;
	timeline:*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--state --from --until --now --width --svg --json --output --help --version' -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
		fi
		;;
	tables:*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--help --version' -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -W 'operations errors limits effects faults' -- "$word")
		fi
		;;
	esac
}
complete -o filenames -F _flowmock flowmock
