#!/usr/bin/env python3
"""What the documents tell people to type, typed: documents_test.py SIGNPOST.

Command lines are the indented ones that begin with a word of `RUN`. Those for the demo (its ports) are asked of a server on
the demo configuration, on ports of its own. Others of these words are run as well, but for those that
`NOT_HERE` explains. Every other command (systemctl, docker, apt-get, ./dev ...) is not this machine's to run.
"""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DOCUMENTS = [os.path.join(ROOT, 'README.md')] + sorted(glob.glob(os.path.join(ROOT, 'docs', '*.md')))
PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ''

RUN = ('dig', 'curl', 'signpost', 'build/release/signpost')

# A part of the line, and why it is not run.
NOT_HERE = {
    ' -config /etc/mesos-dns/config.json': 'serves until it is stopped',
    '-config FILE': 'no file is named',
    'curl -N': 'never ends',
    'http://10.0.0.1:5050': "an operator's own master",
    '/opt/mesosphere/': 'a file of DC/OS',
    '@10.0.0.': "an operator's own server",
    '$': 'a shell variable of the lines around it',
    'signpost reload': 'a running service',
}


def command_lines():
    """(document, line) of all lines that are to be run, without their comments."""
    for document in DOCUMENTS:
        with open(document) as file:
            for line in file:
                line = re.sub(r' {2,}#.*| # .*', '', line.rstrip()) if line.startswith('    ') else ''
                command = line.strip()
                if command.split(' ')[0] in RUN and not any(part in command for part in NOT_HERE):
                    yield os.path.relpath(document, ROOT), command


def text_of_sources():
    parts = []
    for folder, _, names in os.walk(os.path.join(ROOT, 'src')):
        for name in names:
            if name.endswith(('.cc', '.h')):
                with open(os.path.join(folder, name)) as file:
                    parts.append(file.read())
    return re.sub(r'"\s*\n\s*"', '', ''.join(parts))  # texts that go over several lines


class Documents(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        """The demo cluster, on ports that the system chooses."""
        cls.folder = tempfile.TemporaryDirectory(prefix='signpost-documents-')
        with open(os.path.join(ROOT, 'config', 'demo.json')) as file:
            config = json.load(file)
        config.update(port=0, httpport=0, stateFile=os.path.join(ROOT, 'config', 'demo-cluster.json'))
        cls.write('demo.json', json.dumps(config))
        # Files that the lines name.
        with open(os.path.join(ROOT, 'config', 'demo-cluster.json')) as file:
            cls.write('state.json', file.read())
        cls.write('config.json', '{"masters": ["10.0.0.1:5050"]}')
        log_path = os.path.join(cls.folder.name, 'log')
        with open(log_path, 'w') as log:
            cls.server = subprocess.Popen([PROGRAM, '-config', os.path.join(cls.folder.name, 'demo.json')], stderr=log)
        for _ in range(600):
            with open(log_path) as file:
                cls.log = file.read()
            if ' serving ' in cls.log or cls.server.poll() is not None:
                break
            time.sleep(0.05)
        ports = re.search(r'DNS on 127\.0\.0\.1:(\d+), HTTP on 127\.0\.0\.1:(\d+)', cls.log)
        cls.dns_port, cls.http_port = ports.groups()

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.wait(60)
        cls.folder.cleanup()

    @classmethod
    def write(cls, name, text):
        with open(os.path.join(cls.folder.name, name), 'w') as file:
            file.write(text)

    def here(self, command):
        """`command` with what is on this machine in place of what is installed."""
        command = re.sub(r'(@127\.0\.0\.1) (-p (8053|53) )?', r'\1 -p %s +tries=2 ' % self.dns_port, command)
        command = re.sub(r'http://127\.0\.0\.1:\d+', 'http://127.0.0.1:' + self.http_port, command)
        command = re.sub(r'127\.0\.0\.1:8123', '127.0.0.1:' + self.http_port, command)
        command = re.sub(r'/etc/(signpost|mesos-dns)/config.json', 'config.json', command)
        command = re.sub(r'^(build/release/)?signpost ', PROGRAM + ' ', command)
        return re.sub('^curl ', 'curl --fail -s ', command)

    def test_hold_commands_that_work(self):
        commands = list(command_lines())
        self.assertGreater(len(commands), 10)
        for document, command in commands:
            with self.subTest(document=document, command=command):
                result = subprocess.run(self.here(command), shell=True, cwd=self.folder.name, timeout=60, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                self.assertEqual(result.returncode, 0, result.stdout)
                if command.startswith('dig'):
                    self.assertIn('status: NOERROR', result.stdout)
                    self.assertNotIn('ANSWER: 0', result.stdout)

    def test_lead_to_files_and_headings_that_there_are(self):
        for document in DOCUMENTS:
            with open(document) as file:
                text = file.read()
            for target, anchor in re.findall(r'\]\(([^)#\s:]*)(?:#([^)\s]*))?\)', text):
                path = os.path.join(os.path.dirname(document), target) if target else document
                with self.subTest(document=os.path.relpath(document, ROOT), target=target, anchor=anchor):
                    self.assertTrue(os.path.exists(path))
                    if anchor:
                        self.assertIn(anchor, self.anchors(path))

    @staticmethod
    def anchors(path):
        with open(path) as file:
            headings = re.findall(r'^#+ (.*)$', file.read(), re.MULTILINE)
        return [re.sub(r'[^\w -]', '', heading.lower()).replace(' ', '-') for heading in headings]

    def test_of_troubles_quote_the_program(self):
        """Figures (`a_b`) and the lines of the log, of which every part between figures stands in the sources."""
        with open(os.path.join(ROOT, 'docs', 'troubleshooting.md')) as file:
            quoted = re.findall(r'`([^`\n]+)`', file.read())
        sources = text_of_sources()
        for text in quoted:
            if re.fullmatch(r'[a-z][a-z0-9]*(_[a-z0-9]+)+', text):
                name = re.sub(r'_(total|seconds)$', '', text.replace('signpost_', ''))
                self.assertTrue(name in sources or name.split('_', 1)[1] in sources, text)
            elif text.count(' ') >= 5 and not text.startswith(('curl', 'dig', 'ss ')):
                for part in re.split(r'\.\.\.|\d[\w.:/]*|Address already in use|Permission denied|Cannot assign.*|[:;] | \(Unix',
                                     text):
                    part = part.strip(' :')
                    if part.count(' ') >= 3:
                        self.assertTrue(part in sources, part)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1] + sys.argv[2:])
