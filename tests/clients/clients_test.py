#!/usr/bin/env python3
"""Known clients against the real server: clients_test.py SIGNPOST.

Their configurations are those of docs/clients.md. A test whose program is not installed is skipped.
"""
import http.server
import json
import os
import re
import shutil
import socket
import sys
import threading
import unittest

from harness import ClientTest, free_port, get, run, snippet, task, wait_for

WEB = 'web.marathon.mesos.'
SRV = '_web._tcp.marathon.mesos.'
ADDRESSES = ['10.0.0.1', '10.0.0.2', '10.0.0.3']
PORTS = ['31001', '31002', '31003']


def needs(*programs):
    missing = [name for name in programs if shutil.which(name) is None]
    return unittest.skipIf(missing, 'not installed: ' + ', '.join(missing))


class AskingTest(ClientTest):
    """Programs that ask a server they are told of."""

    def tasks(self):
        big = [task('big', i, '10.1.%d.%d' % (i // 200, i % 200 + 1), 20000 + i) for i in range(300)]
        return super().tasks() + big

    def check(self, ask):
        """`ask(options, name, type)` gives the program's text."""
        for address in ADDRESSES:
            self.assertIn(address, ask([], WEB, 'A'))
        for port in PORTS:
            self.assertIn(port, ask([], SRV, 'SRV'))
        self.assertIn('NXDOMAIN', ask([], 'nowhere.mesos.', 'A'))

    def answers(self, program, tcp_option, *large_options):
        port = str(self.port)

        def ask(options, name, kind):
            said = run(program, *options, '@127.0.0.1', '-p', port, name, kind)
            return said.stdout + said.stderr
        self.check(ask)
        self.assertIn('10.0.0.1', ask([tcp_option], WEB, 'A'))
        large = ask(large_options, 'big.marathon.mesos.', 'A')
        self.assertEqual(len(set(re.findall(r'10\.1\.\d+\.\d+', large))), 300)

    @needs('dig')
    def test_dig(self):
        self.answers('dig', '+tcp')

    @needs('kdig')
    def test_kdig(self):
        self.answers('kdig', '+tcp')

    @needs('drill')
    def test_drill(self):
        self.answers('drill', '-t', '-a')

    @needs('host')
    def test_host(self):
        def ask(options, name, kind):
            return run('host', *options, '-p', str(self.port), '-t', kind, name, '127.0.0.1').stdout
        self.check(ask)
        self.assertIn('10.0.0.1', ask(['-T'], WEB, 'A'))
        self.assertEqual(ask([], 'big.marathon.mesos.', 'A').count('10.1.'), 300)


LOOKUP = r'''
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>

int main(int count, char** names) {
  for (int i = 1; i < count; ++i) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = 0, *at;
    const int error = getaddrinfo(names[i], 0, &hints, &found);
    printf("%s:%s", names[i], error == EAI_NONAME ? " none" : error ? " error" : "");
    for (at = error ? 0 : found; at; at = at->ai_next) {
      char text[INET_ADDRSTRLEN] = "?";
      if (at->ai_family == AF_INET)
        inet_ntop(AF_INET, &((struct sockaddr_in*)at->ai_addr)->sin_addr, text, sizeof(text));
      printf(" %s", text);
    }
    puts("");
  }
  return 0;
}
'''

# Port 53 and /etc/resolv.conf of its own: arguments are the server, its configuration, the program, names.
INSIDE = '''
"$1" -config "$2" 2>"$3/inside.log" & server=$!
for i in $(seq 600); do grep -q ' serving ' "$3/inside.log" && break; sleep 0.1; done
shift 3
timeout 60 "$@"
kill $server; wait $server 2>/dev/null
'''


class LibraryTest(ClientTest):
    """getaddrinfo() of C libraries, in a network and mount namespace."""

    def look_up(self, compiler):
        enter = ['bwrap', '--unshare-user', '--unshare-net', '--unshare-pid', '--uid', '0', '--gid', '0', '--cap-add',
                 'ALL', '--dev-bind', '/', '/', '--proc', '/proc']
        if run(*enter, 'true').returncode != 0:
            self.skipTest('no namespaces for bwrap here')
        source, program = self.write('lookup.c', LOOKUP), os.path.join(self.folder, 'lookup')
        self.assertEqual(run(compiler, '-o', program, source).returncode, 0)
        config = self.write('inside.json', json.dumps({
            'listener': '127.0.0.1', 'httpon': False, 'externalon': False, 'stateFile': 'state.json'}))
        resolv = self.write('resolv.conf', snippet('C libraries'))
        hosts = self.write('nsswitch.conf', 'hosts: dns\n')
        said = run(*enter, '--ro-bind', resolv, '/etc/resolv.conf', '--ro-bind', hosts, '/etc/nsswitch.conf', 'sh', '-c',
                   INSIDE, 'sh', self.signpost, config, self.folder, program, WEB, 'web', 'web.marathon',
                   'nowhere.mesos.')
        lines = dict(line.split(': ', 1) for line in said.stdout.splitlines())
        for name in (WEB, 'web', 'web.marathon'):
            self.assertEqual(sorted(lines.get(name, said.stderr).split()), ADDRESSES, name)
        self.assertEqual(lines['nowhere.mesos.'], 'none')

    @needs('bwrap', 'gcc')
    def test_glibc_with_search_domains(self):
        self.look_up('gcc')

    @needs('bwrap', 'musl-gcc')
    def test_musl_with_search_domains(self):
        self.look_up('musl-gcc')


class InFrontTest(ClientTest):
    """Name servers that pass the zone's names on."""

    def check(self, command, own):
        program = self.start(*command)
        wait_for('the name server', lambda: self.asked(own, WEB, 'A') == ADDRESSES or
                 program.process.poll() is not None)
        self.assertEqual(self.asked(own, WEB, 'A'), ADDRESSES, program.log())
        self.assertEqual([line.split()[2] for line in self.asked(own, SRV, 'SRV')], PORTS)
        self.assertEqual(self.asked(own, '+tcp', WEB, 'A'), ADDRESSES)
        said = run('dig', '@127.0.0.1', '-p', str(own), 'nowhere.mesos.')
        self.assertIn('status: NXDOMAIN', said.stdout)
        said = run('dig', '@127.0.0.1', '-p', str(own), WEB, 'AAAA')
        self.assertIn('status: NOERROR', said.stdout)
        self.assertIn('ANSWER: 0', said.stdout)
        self.put_tasks([task('web', 9, '10.0.0.9', 31009)])
        wait_for('the change', lambda: self.asked(own, WEB, 'A') == ['10.0.0.9'])

    @needs('dnsmasq', 'dig')
    def test_dnsmasq(self):
        own = free_port()
        config = self.write('dnsmasq.conf', snippet('dnsmasq', server=self.port, own=own))
        self.check(['dnsmasq', '--keep-in-foreground', '--conf-file=' + config, '--pid-file='], own)

    @needs('unbound', 'dig')
    def test_unbound(self):
        own = free_port()
        alone = ('server:\n  use-syslog: no\n  username: ""\n  chroot: ""\n  directory: "%s"\n  pidfile: ""\n'
                 '  auto-trust-anchor-file: ""\nremote-control:\n  control-enable: no\n' % self.folder)
        config = self.write('unbound.conf', alone + snippet('Unbound', server=self.port, own=own))
        self.check(['unbound', '-d', '-c', config], own)

    @needs('named', 'dig')
    def test_bind(self):
        own = free_port()
        text = snippet('BIND', server=self.port, own=own)
        alone = 'directory "%s"; pid-file none; session-keyfile none; ' % self.folder
        config = self.write('named.conf', text.replace('options {', 'options { ' + alone, 1) + 'controls { };\n')
        self.check(['named', '-g', '-c', config], own)


class Backend:
    """An HTTP server on a port of 127.0.0.1 that says its name."""

    def __init__(self, name):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header('Content-Length', str(len(name)))
                self.end_headers()
                self.wfile.write(name.encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={'poll_interval': 0.05})
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class BalancerTest(ClientTest):
    settings = {'srvRecordDefaultWeight': 25600}

    def setUp(self):
        self.backends = []
        for name in ('one', 'two', 'three'):
            self.backends.append(Backend(name))
            self.addCleanup(self.backends[-1].stop)
        super().setUp()

    def tasks(self, numbers=(0,)):
        return [task('web', i, '127.0.0.1', self.backends[i].port) for i in numbers]

    def servers(self):
        """HAProxy's servers that have a port: {port: weight}."""
        try:
            with socket.socket(socket.AF_UNIX) as admin:
                admin.connect(os.path.join(self.folder, 'admin'))
                admin.sendall(b'show servers state web\n')
                text = admin.makefile().read()
        except OSError:
            return {}
        lines = [line.split() for line in text.splitlines()[1:]]
        if not lines:
            return {}
        names = lines[0][1:]
        rows = [dict(zip(names, line)) for line in lines[1:] if line]
        return {int(row['srv_port']): int(row['srv_uweight']) for row in rows
                if row['srv_port'] != '0' and row['srv_addr'] not in ('-', '0.0.0.0')
                and not int(row['srv_admin_state']) & 0x20}

    @needs('haproxy')
    def test_haproxy_follows_tasks_and_weights(self):
        front = free_port()
        text = snippet('HAProxy', server=self.port, front=front)
        alone = 'global\n  stats socket %s/admin\n' % self.folder
        program = self.start('haproxy', '-db', '-f', self.write('haproxy.cfg', alone + text))
        for numbers in ((0,), (0, 1, 2), (2,)):
            self.put_tasks(self.tasks(numbers))
            wanted = {self.backends[i].port: 100 for i in numbers}
            try:
                wait_for('the servers', lambda: self.servers() == wanted or program.process.poll() is not None)
            finally:
                self.assertEqual(self.servers(), wanted, program.log())
        wait_for('the answer', lambda: get('http://127.0.0.1:%d/' % front) == 'three')

    @needs('nginx')
    def test_nginx_follows_a_change(self):
        other = Backend('other')
        self.addCleanup(other.stop)
        front = free_port()
        # The port stands in nginx's configuration, so the address is what changes.
        text = snippet('nginx', server=self.port, front=front).replace('31000', str(self.backends[0].port))
        conf = ('daemon off; pid nginx.pid; error_log stderr; worker_processes 1;\nevents { }\nhttp {\n  access_log off;\n'
                '  client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp; uwsgi_temp_path tmp; '
                'scgi_temp_path tmp;\n%s}\n' % text)
        if os.geteuid() == 0:
            conf = 'user root;\n' + conf
        program = self.start('nginx', '-e', 'stderr', '-p', self.folder, '-c', self.write('nginx.conf', conf))
        url = 'http://127.0.0.1:%d/' % front
        wait_for('the first answer', lambda: get(url) == 'one' or program.process.poll() is not None)
        self.assertEqual(get(url), 'one', program.log())
        self.put_tasks([task('web', 0, '127.0.0.77', self.backends[0].port)])
        wait_for('the change', lambda: get(url) == '')  # nobody listens at the new address
        self.put_tasks([task('web', 0, '127.0.0.1', self.backends[0].port)])
        wait_for('the way back', lambda: get(url) == 'one')


class PrometheusTest(ClientTest):
    def tasks(self):
        return [task('web', i, '127.0.0.1', 20000 + i) for i in range(150)]

    @needs('prometheus', 'bwrap')
    def test_prometheus_finds_all_targets(self):
        """It asks the name servers of /etc/resolv.conf, at port 53."""
        enter = ['bwrap', '--unshare-user', '--unshare-net', '--unshare-pid', '--uid', '0', '--gid', '0', '--cap-add',
                 'ALL', '--dev-bind', '/', '/', '--proc', '/proc']
        if run(*enter, 'true').returncode != 0:
            self.skipTest('no namespaces for bwrap here')
        config = self.write('inside.json', json.dumps({
            'listener': '127.0.0.1', 'httpon': False, 'externalon': False, 'stateFile': 'state.json'}))
        resolv = self.write('resolv.conf', 'nameserver 127.0.0.1\n')
        prometheus = self.write('prometheus.yml', snippet('Prometheus'))
        script = '''
"$1" -config "$2" 2>"$3/inside.log" & server=$!
for i in $(seq 600); do grep -q ' serving ' "$3/inside.log" && break; sleep 0.1; done
prometheus --config.file="$4" --storage.tsdb.path="$3/data" --web.listen-address=127.0.0.1:9090 2>"$3/prometheus.log" &
for i in $(seq 600); do
  curl -s --noproxy '*' 'http://127.0.0.1:9090/api/v1/targets?state=active' >"$3/targets"
  [ "$(grep -o '"__address__":"' "$3/targets" | wc -l)" -ge 150 ] && break
  sleep 0.1
done
kill %1 %2; wait
cat "$3/targets"
'''
        said = run(*enter, '--ro-bind', resolv, '/etc/resolv.conf', 'bash', '-c', script, 'bash', self.signpost, config,
                   self.folder, prometheus, seconds=300)
        targets = json.loads(said.stdout)['data']['activeTargets']
        found = {int(target['discoveredLabels']['__address__'].rsplit(':', 1)[1]) for target in targets}
        self.assertEqual(found, set(range(20000, 20150)))


if __name__ == '__main__':
    ClientTest.signpost = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
