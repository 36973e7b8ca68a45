"""Signpost on loopback, and the programs that ask it, for the tests of known clients."""
import json
import os
import random
import re
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SECONDS = 60  # until something that must come true has come true

# The documents' port of Signpost, which a test has to replace with the one it has.
DOCUMENT_PORT = '8053'


def wait_for(what, condition, seconds=SECONDS):
    end = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError('waited in vain for %s' % what)
        time.sleep(0.05)


def free_port():
    """One that TCP and UDP have free on 127.0.0.1 now, below those that the system gives by itself.

    BIND's programs ask from sockets that share ports (SO_REUSEPORT), so that the system may give them the port of a
    server of the same user, of which they then hear their own query.
    """
    for _ in range(100):
        port = random.randrange(20000, 32000)
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            try:
                tcp.bind(('127.0.0.1', port))
                udp.bind(('127.0.0.1', port))
                return port
            except OSError:
                continue
    raise AssertionError('no free port')


def run(*command, seconds=SECONDS):
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds)


def get(url):
    """The body, or '' where there is no good answer."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            return answer.read().decode()
    except OSError:
        return ''


def task(name, number, address, port):
    """A running task with one port, "http" over TCP."""
    return {'id': '%s.%d' % (name, number), 'name': name, 'slave_id': 'S0', 'state': 'TASK_RUNNING',
            'discovery': {'name': name,
                          'ports': {'ports': [{'number': port, 'name': 'http', 'protocol': 'tcp'}]}},
            'statuses': [{'state': 'TASK_RUNNING', 'timestamp': 1.0, 'container_status': {
                'network_infos': [{'ip_addresses': [{'ip_address': address}]}]}}]}


def state(tasks):
    return {'leader': 'master@127.0.0.1:5050', 'slaves': [{'id': 'S0', 'pid': 'slave(1)@127.0.0.250:5051',
                                                           'hostname': '127.0.0.250'}],
            'frameworks': [{'id': 'F', 'name': 'marathon', 'active': True, 'hostname': '127.0.0.1',
                            'pid': 'scheduler@127.0.0.1:15101', 'tasks': tasks}]}


def snippet(title, **replacements):
    """The block of docs/clients.md below the heading `title`, each text of `replacements` replaced."""
    with open(os.path.join(ROOT, 'docs', 'clients.md')) as file:
        section = file.read().split('\n## %s\n' % title)[1].split('\n## ')[0]
    text = re.search(r'```\w*\n(.*?)```', section, re.S).group(1)
    for name, value in replacements.items():
        old = {'server': DOCUMENT_PORT, 'own': '5300', 'front': '8080'}[name]
        if old not in text:
            raise AssertionError('%s is not in the configuration of %s' % (old, title))
        text = text.replace(old, str(value))
    return text


class Program:
    """A program that runs until stop(); what it says is in log()."""

    def __init__(self, folder, *command):
        self.log_path = os.path.join(folder, 'log.' + os.path.basename(command[0]))
        with open(self.log_path, 'w') as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)

    def log(self):
        with open(self.log_path) as file:
            return file.read()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class ClientTest(unittest.TestCase):
    """A server of its own for each test, and a folder that the test's programs may write into."""
    signpost = ''
    settings = {}

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='signpost-clients-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        os.chmod(self.folder, 0o777)
        self.put_tasks(self.tasks())
        config = self.write('config.json', json.dumps(
            {'listener': '127.0.0.1', 'port': free_port(), 'httplistener': '127.0.0.1', 'httpport': 0, 'externalon': False,
             'stateFile': 'state.json', 'ttl': 1, 'refreshSeconds': 1, **self.settings}))
        self.server = self.start(self.signpost, '-config', config)
        wait_for('the state', lambda: ' serving ' in self.server.log() or self.server.process.poll() is not None)
        self.port = int(re.search(r'DNS on 127\.0\.0\.1:(\d+)', self.server.log()).group(1))

    def tasks(self):
        return [task('web', i, '10.0.0.%d' % i, 31000 + i) for i in range(1, 4)]

    def put_tasks(self, tasks):
        path = self.write('state.new', json.dumps(state(tasks)))
        os.rename(path, os.path.join(self.folder, 'state.json'))

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, 'w') as file:
            file.write(text)
        os.chmod(path, 0o644)
        return path

    def start(self, *command):
        program = Program(self.folder, *command)
        self.addCleanup(program.stop)
        return program

    def asked(self, port, *question):
        """What dig, asking there, gets: its lines, sorted."""
        said = run('dig', '@127.0.0.1', '-p', str(port), '+short', '+tries=1', '+time=5', *question)
        return sorted(line for line in said.stdout.splitlines() if not line.startswith(';'))
