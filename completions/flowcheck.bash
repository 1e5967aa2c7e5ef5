# Made by docs/manual.py; make docs writes it anew.
_flowcheck() {
	local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]}
	if [ "$COMP_CWORD" = 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W 'run lint help --help --version' -- "$word")
		return
	fi
	case ${COMP_WORDS[1]}:$last in
	run:--target) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--report) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	run:--coverage) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	run:--only) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--tag) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--var) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--jobs) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--repeat) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--timeout) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--export-root) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	run:--state) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	run:--datasets) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	run:--seed) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--contract) mapfile -t COMPREPLY < <(compgen -W 'lenient strict' -- "$word") ;;
	run:--now) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	lint:--known) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	run:*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--target --report --coverage --only --tag --var --list --jobs --repeat --fail-fast --keep --show --timeout --export-root --state --datasets --seed --contract --now --help --version' -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
		fi
		;;
	lint:*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--known --help --version' -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
		fi
		;;
	help:*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--markdown --help --version' -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
		fi
		;;
	esac
}
complete -o filenames -F _flowcheck flowcheck
