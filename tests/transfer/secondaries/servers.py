"""Signpost and the name servers that are its secondaries, as processes on loopback ports.

The secondaries have the lines of docs/scale-out.md, so that these are known to work.
"""
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import tempfile
import time

HOST = '127.0.0.1'
ZONE = 'mesos'
DOCUMENT = os.path.join(os.path.dirname(__file__), '..', '..', '..', 'docs', 'scale-out.md')
PATIENCE_S = 60  # of all waits: generous, the machine may be busy


def wait_for(what, condition):
    deadline = time.monotonic() + PATIENCE_S
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise TimeoutError('waited for %s' % what)
        time.sleep(0.02)


def free_port():
    """A port that is free for UDP and TCP."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            udp.bind((HOST, 0))
            try:
                tcp.bind(udp.getsockname())
            except OSError:
                continue
            return udp.getsockname()[1]


def serial_at(port):
    """Of the zone that the server has; None while it has none, or does not answer."""
    question = b''.join(bytes([len(label)]) + label.encode() for label in ZONE.split('.')) + b'\0'
    query = struct.pack('>6H', 1, 0, 1, 0, 0, 0) + question + struct.pack('>2H', 6, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(2)
        try:
            client.connect((HOST, port))
            client.send(query)
            reply = client.recv(4096)
        except OSError:
            return None
    has_answer = reply[3] & 15 == 0 and struct.unpack('>H', reply[6:8])[0] == 1
    if not has_answer:
        return None
    # The first record is the SOA: owner, a pointer; ten octets; data of the size that the last two of these say.
    at = len(query) + 2 + 10
    size = struct.unpack('>H', reply[at - 2:at])[0]
    return struct.unpack('>5I', reply[at + size - 20:at + size])[0]


def dig(port, kind, *more):
    command = ['dig', '@' + HOST, '-p', str(port), ZONE, kind, '+tcp', '+nocookie', '+tries=1', '+time=30', *more]
    return subprocess.run(command, stdout=subprocess.PIPE, universal_newlines=True, timeout=120).stdout


def zone_at(port, *more):
    """All records, sorted, as text in small letters; the SOA once."""
    lines = [line for line in dig(port, 'AXFR', *more).splitlines() if line and not line.startswith(';')]
    return sorted({' '.join(line.lower().split()) for line in lines if '\tTSIG\t' not in line})


class Process:
    """A program with a folder of its own, which is gone with it."""

    def __init__(self, name):
        self.folder = tempfile.mkdtemp(prefix='signpost-%s-' % name)
        self.log = self.path('log')
        self.process = None

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), 'w') as file:
            file.write(text)
        os.chmod(self.path(name), 0o600)
        return self.path(name)

    def run(self, *command):
        with open(self.log, 'a') as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def stop(self):
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)


class Key:
    """Of TSIG."""

    def __init__(self, name, algorithm, secret):
        self.name, self.algorithm, self.secret = name, algorithm, secret

    def __str__(self):
        return ':'.join((self.algorithm, self.name, self.secret))


class Signpost(Process):
    def __init__(self, program, state_file, key, secondary_ports):
        super().__init__('primary')
        self.program = program
        self.port = free_port()
        with_key = ' key:' + key.name if key else ''
        config = {'listener': HOST, 'port': self.port, 'httpon': False, 'externalon': False, 'workers': 2,
                  'stateFile': state_file, 'stateDirectory': self.folder,
                  'allowTransfer': ['key:' + key.name] if key else [HOST],
                  'secondaries': ['%s:%d%s' % (HOST, port, with_key) for port in secondary_ports]}
        if key:
            config['tsigKeyFile'] = self.write('keys', str(key) + '\n')
        self.write('config.json', json.dumps(config))

    def start(self):
        self.run(self.program, '-config', self.path('config.json'))
        wait_for('Signpost', lambda: serial_at(self.port))


def snippet(name, primary, key):
    """The block behind "`NAME`:" in docs/scale-out.md, for this primary and key; without a key, without its lines."""
    text = []
    with open(DOCUMENT) as file:
        for line in file:
            if text and line.strip() and not line.startswith('    '):
                break
            if text or line.startswith('`%s`:' % name):
                text.append(line[4:] if line.startswith('    ') else '\n')
    text = ''.join(text[1:])
    for there, here in (('10.0.0.1@53', '%s@%d' % (HOST, primary)), ('10.0.0.1 port 53', '%s port %d' % (HOST, primary)),
                        ('10.0.0.1', HOST), ('THE-SECRET', key.secret if key else '')):
        text = text.replace(there, here)
    return text if key else without_key(text)


def without_key(text):
    text = re.sub(r'^key.*\n(?:(?:[ }].*)\n)*', '', text, flags=re.MULTILINE)  # the key itself
    text = re.sub(r'^ *key: .*\n', '', text, flags=re.MULTILINE)  # Knot
    text = text.replace('allow-notify { key "hosts.example"; }', 'allow-notify { %s; }' % HOST)  # BIND
    return text.replace(' key "hosts.example"', '').replace(' hosts.example', ' NOKEY')


class Nsd(Process):
    name = 'nsd'

    def __init__(self, port, primary, key, transfer='IXFR'):
        super().__init__('nsd')
        text = snippet('nsd.conf', primary, key)
        if transfer == 'AXFR':
            text = text.replace('request-xfr: ', 'request-xfr: AXFR ')
        self.write('nsd.conf', '''server:
  ip-address: %s@%d
  server-count: 1
  username: ""
  zonesdir: "%s"
  database: ""
  xfrdfile: "%s"
  xfrdir: "%s"
  zonelistfile: "%s"
  pidfile: "%s"
  xfrd-reload-timeout: 0
remote-control:
  control-enable: no
%s
  provide-xfr: %s NOKEY
''' % (HOST, port, self.folder, self.path('xfrd.state'), self.folder, self.path('zones'), self.path('pid'),
            text.rstrip(), HOST))
        self.run('nsd', '-d', '-c', self.path('nsd.conf'))


class Knot(Process):
    name = 'knotd'

    def __init__(self, port, primary, key):
        super().__init__('knot')
        text = snippet('knot.conf', primary, key).replace('acl: signpost', 'acl: [signpost, everybody]')
        text = text.replace('acl:\n', 'acl:\n  - id: everybody\n    address: %s\n    action: transfer\n' % HOST, 1)
        self.write('knot.conf', '''server:
  listen: %s@%d
  rundir: "%s"
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
database:
  storage: "%s"
  journal-db-max-size: 64M
  kasp-db-max-size: 16M
  timer-db-max-size: 16M
  catalog-db-max-size: 16M
log:
  - target: stderr
    any: info
template:
  - id: default
    storage: "%s"
%s''' % (HOST, port, self.folder, self.folder, self.folder, text))
        self.run('knotd', '-c', self.path('knot.conf'))


class Bind(Process):
    name = 'named'

    def __init__(self, port, primary, key):
        super().__init__('bind')
        self.write('named.conf', '''options {
  directory "%s";
  pid-file "pid";
  session-keyfile none;
  managed-keys-directory "%s";
  listen-on port %d { %s; };
  listen-on-v6 { none; };
  recursion no;
  dnssec-validation no;
  allow-transfer { %s; };
};
controls { };
%s''' % (self.folder, self.folder, port, HOST, HOST, snippet('named.conf', primary, key)))
        self.run('named', '-g', '-n', '1', '-c', self.path('named.conf'))


def missing_programs():
    return [name for name in ('nsd', 'knotd', 'named', 'dig')
            if not shutil.which(name, path=os.environ['PATH'] + ':/usr/sbin')]
