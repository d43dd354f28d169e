#!/usr/bin/env bash
# Two "hosts" on one machine: network namespaces that a pair of virtual devices joins, each with a host name, and a process in each; all
# they send each other goes over TCP. Prints how many bytes host A received and sent.
# usage (root): two-hosts.sh openmpi|mpich COMMAND …
set -euo pipefail
launcher=$1; shift
a=tcA$$ b=tcB$$ net=10.77.9
agent=$(mktemp)
clean() { ip netns del "$a" 2> /dev/null || true; ip netns del "$b" 2> /dev/null || true; rm -f "$agent"; }
trap clean EXIT
ip netns add "$a"
ip netns add "$b"
ip link add v0 netns "$a" type veth peer name v0 netns "$b"
for x in "$a 1" "$b 2"; do
    read -r ns n <<< "$x"
    ip -n "$ns" link set lo up
    ip -n "$ns" addr add "$net.$n/24" dev v0
    ip -n "$ns" link set v0 up
done
sleep 2 # until the devices have found that nobody else has their addresses
# In the place of ssh: runs a command in the namespace of a host.
cat > "$agent" << AGENT
#!/usr/bin/env bash
host=\$1; shift
while [[ \$host == -* ]]; do host=\$1; shift; done
case \$host in $net.1) ns=$a name=hosta;; $net.2) ns=$b name=hostb;; *) echo "no host \$host" >&2; exit 255;; esac
exec ip netns exec \$ns unshare --uts sh -c 'hostname '"\$name"'; exec sh -c "\$1"' sh "\$*"
AGENT
chmod +x "$agent"
on_a() { ip netns exec "$a" unshare --uts sh -c 'hostname hosta; exec "$@"' sh "$@"; }
case $launcher in
    openmpi)
        on_a mpirun.openmpi --allow-run-as-root -n 2 -H "$net.1:1,$net.2:1" --mca plm_rsh_agent "$agent" --mca plm_rsh_no_tree_spawn 1 \
            --mca btl tcp,self --mca btl_tcp_if_include "$net.0/24" --mca oob_tcp_if_include "$net.0/24" "$@" ;;
    mpich)
        on_a mpiexec.hydra -genv UCX_TLS tcp,self -genv UCX_NET_DEVICES v0 -launcher ssh -launcher-exec "$agent" -iface v0 \
            -hosts "$net.1,$net.2" -n 2 -ppn 1 "$@" ;;
esac
ip netns exec "$a" cat /sys/class/net/v0/statistics/rx_bytes /sys/class/net/v0/statistics/tx_bytes 2> /dev/null \
    || ip -n "$a" -s link show v0 | awk '/RX:|TX:/ { getline; print $1 }'
