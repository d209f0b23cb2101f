# Runs one PostgreSQL server for as long as somebody uses it, then stops it and
# removes its folder. Written for any POSIX shell.
#
#   sh supervisor.sh BIN FOLDER GRACE [INITDB_OPTION]
#
# The folder holds `settings`, the end of the server's configuration.
#
# Everyone who uses the server holds the FIFO `users` open for writing. The kernel
# closes it for them however they end, so the end of the file means that
# nobody is left. A line in it is a message: `use` when somebody comes, `ended`
# when the server stopped by itself, `stop` to take no more users.
#
# `users` is there only while it is read: opening it (without blocking) fails
# when this script is gone. It is renamed before the last look, so whoever
# wrote a line and still finds the name afterwards has been seen.
set -u
bin=$1 dir=$2 grace=$3
shift 3
umask 077
server=

finish() {
    trap '' TERM
    if [ -n "$server" ] && ! [ -e ended ]; then
        kill -INT "$server"
        wait "$keeper"
    fi
    cd /
    rm -rf "$dir"
}

# The group of the process that started this may be interrupted; this goes on.
trap '' HUP INT QUIT
cd "$dir" || exit 1
trap finish EXIT
trap 'exit 1' TERM

# Opening it for both first keeps the second from waiting for a writer.
mkfifo opening && exec 4<>opening 3<opening 4>&- && mv opening users || exit 1

if "$bin/initdb" -D "$dir/data" -N -A trust -U postgres -E UTF8 --locale=C \
    "$@" >log 2>&1 3<&- && cat settings >>data/postgresql.conf
then
    (
        # Reading ends belong to this script alone: see above.
        exec 3<&-
        "$bin/postgres" -D "$dir/data" >>log 2>&1 &
        echo $! >server.new
        mv server.new server
        wait $!
        : >ended
        [ -p users ] && echo ended 1<>users
    ) &
    keeper=$!
    until [ -e server ]; do sleep 0.01; done
    server=$(cat server)
else
    : >ended
fi

# The one who started this has ten seconds to come, also to read the log.
left=10
while :; do
    if read -r word <&3; then
        case $word in
            use) left=$grace ;;
            *) [ -p users ] && mv users closed ;;
        esac
    elif [ -p users ] && [ "$left" -gt 0 ]; then
        left=$((left - 1))
        sleep 1 3<&-
    elif [ -p users ]; then
        mv users closed
        if read -r word <&3; then
            [ "$word" = use ] && left=$grace && mv closed users
        fi
    else
        break
    fi
done
