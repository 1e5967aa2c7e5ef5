# Made by docs/manual.py; make docs writes it anew.
_flowcheck() {
	local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]}
	if [ "$COMP_CWORD" = 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W 'run whoami cleanup check schema import lint verify help --help --version' -- "$word")
		return
	fi
	case ${COMP_WORDS[1]}:$last in
	run:--target) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--profile) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	run:--report) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	run:--coverage) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	run:--only) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--tag) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--var) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--jobs) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--repeat) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--timeout) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--sandbox) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--max-requests) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--rate) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--ledger) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	run:--expires) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--export-root) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	run:--state) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	run:--datasets) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	run:--seed) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:--contract) mapfile -t COMPREPLY < <(compgen -W 'lenient strict' -- "$word") ;;
	run:--now) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	whoami:--target) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	whoami:--profile) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	whoami:--sandbox) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	whoami:--rate) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	cleanup:--ledger) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	cleanup:--profile) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	cleanup:--rate) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	lint:--known) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	verify:--unique) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	verify:--layout) mapfile -t COMPREPLY < <(compgen -W '' -- "$word") ;;
	run:*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--target --profile --report --coverage --only --tag --var --list --jobs --repeat --fail-fast --keep-going --keep --show --plan --timeout --reset --no-reset --allow-writes --sandbox --allow-production --max-requests --rate --ledger --expires --export-root --state --datasets --seed --contract --now --help --version' -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
		fi
		;;
	whoami:*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--target --profile --sandbox --rate --help --version' -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
		fi
		;;
	cleanup:*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--resume --expired --list --ledger --profile --rate --help --version' -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
		fi
		;;
	check:*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--help --version' -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -W 'FILE FOLDER...' -- "$word")
		fi
		;;
	schema:*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--help --version' -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
		fi
		;;
	import:*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--help --version' -- "$word")
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
	verify:*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--unique --layout --structure --json --help --version' -- "$word")
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
