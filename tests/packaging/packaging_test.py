#!/usr/bin/env python3
"""What is installed besides the program: packaging_test.py SIGNPOST.

The package itself is made and tried by `./dev package`.
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PACKAGING = os.path.join(ROOT, 'packaging')
PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ''


def text_of(*path):
    with open(os.path.join(ROOT, *path)) as file:
        return file.read()


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)


def packages_of(section):
    lines = text_of('packaging', 'packages.txt').split('[%s]' % section)[1].split('\n[')[0].split('\n')
    return {line for line in lines if line}


class ManualPages(unittest.TestCase):

    def test_are_without_faults(self):
        for page in glob.glob(os.path.join(PACKAGING, 'man', '*')):
            result = run('groff', '-man', '-ww', '-z', '-Tutf8', page)
            self.assertEqual((result.returncode, result.stdout), (0, ''), page)

    def test_show_every_usage_of_the_help(self):
        page = run('sh', '-c', 'groff -man -Tascii "$0" | sed -E "s/\x1b\\[[0-9]*m//g; s/.\x08//g"',
                   os.path.join(PACKAGING, 'man', 'signpost.8')).stdout
        usages = re.findall(r'^(?:Usage:)? +(signpost .*)$', run(PROGRAM, '--help').stdout, re.MULTILINE)
        self.assertTrue(usages)
        for usage in usages:
            self.assertIn(usage, re.sub(' +', ' ', page))


class Completion(unittest.TestCase):

    def complete(self, line):
        """What bash offers for the word at the end of `line`."""
        words = re.findall(r'=|[^\s=]+', line) + ([''] if line.endswith(' ') else [])
        script = ('source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _signpost; '
                  '[ ${#COMPREPLY[@]} = 0 ] || printf "%s\\n" "${COMPREPLY[@]}"')
        with tempfile.TemporaryDirectory() as folder:
            open(os.path.join(folder, 'my.json'), 'w').close()
            result = subprocess.run(['bash', '-c', script, os.path.join(PACKAGING, 'completion', 'signpost.bash'), *words],
                                    cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
        return result.stdout.split()

    def test_offers_commands_first(self):
        self.assertEqual(self.complete('signpost re'), ['records', 'reload'])
        self.assertIn('check-config', self.complete('signpost '))
        self.assertIn('--help', self.complete('signpost --'))

    def test_offers_files_where_one_belongs(self):
        for line in ('signpost -config ', 'signpost check-config ', 'signpost --config=m', 'signpost -config=',
                     'signpost records --state m'):
            self.assertIn('my.json', self.complete(line), line)

    def test_offers_what_belongs_to_the_command(self):
        self.assertEqual(self.complete('signpost records --'), ['--state'])
        self.assertEqual(self.complete('signpost lookup web.marathon.mesos A'), ['A', 'AAAA', 'ANY'])
        self.assertEqual(self.complete('signpost status --server 127'), ['127.0.0.1:8123'])

    def test_is_there_for_both_names_of_the_program(self):
        result = run('bash', '-c', 'source "$0"; complete -p signpost mesos-dns',
                     os.path.join(PACKAGING, 'completion', 'signpost.bash'))
        self.assertEqual(result.returncode, 0, result.stdout)

    def test_knows_every_command_of_the_help(self):
        for command in re.findall(r'^ +signpost ([a-z-]+)', run(PROGRAM, '--help').stdout, re.MULTILINE):
            self.assertIn(command, self.complete('signpost '))


class Units(unittest.TestCase):

    def test_are_valid(self):
        with tempfile.TemporaryDirectory() as folder:
            for unit in glob.glob(os.path.join(PACKAGING, 'systemd', '*.*e*')):
                if unit.endswith('.sysusers'):
                    continue
                with open(unit) as file, open(os.path.join(folder, os.path.basename(unit)), 'w') as copy:
                    copy.write(file.read().replace('/usr/sbin/signpost', PROGRAM))
            units = sorted(glob.glob(os.path.join(folder, '*')))
            result = run('systemd-analyze', 'verify', '--man=no', '--recursive-errors=no', *units)
        self.assertEqual(len(units), 3)
        self.assertEqual((result.returncode, result.stdout), (0, ''))


class MarathonApp(unittest.TestCase):

    def setUp(self):
        self.app = json.loads(text_of('packaging', 'marathon', 'signpost.json'))

    def test_runs_once_on_each_host_with_its_own_ports(self):
        self.assertIn(['hostname', 'UNIQUE'], self.app['constraints'])
        self.assertEqual(self.app['networks'], [{'mode': 'host'}])
        self.assertTrue(self.app['requirePorts'])
        self.assertEqual([(p['name'], p['port'], p['protocol']) for p in self.app['portDefinitions']],
                         [('dns', 53, 'udp,tcp'), ('http', 8123, 'tcp')])

    def test_is_restarted_for_health_and_waited_for_until_ready(self):
        """Never restarted for readiness: when the masters are away, all would be."""
        health, = self.app['healthChecks']
        self.assertEqual((health['protocol'], health['path']), ('MESOS_HTTP', '/health'))
        self.assertEqual(self.app['portDefinitions'][health['portIndex']]['name'], 'http')
        ready, = self.app['readinessChecks']
        self.assertEqual((ready['path'], ready['portName']), ('/ready', 'http'))
        self.assertLess(ready['timeoutSeconds'], ready['intervalSeconds'])

    def test_takes_turns_when_it_is_replaced(self):
        """No second one can have the ports of the first: one is stopped before another starts."""
        self.assertEqual(self.app['upgradeStrategy']['maximumOverCapacity'], 0)
        self.assertLess(self.app['upgradeStrategy']['minimumHealthCapacity'] * self.app['instances'],
                        self.app['instances'] - 1 + 0.01)


class DebianPackage(unittest.TestCase):

    def test_has_the_version_of_the_program(self):
        version = re.search(r'^signpost \((.*)\)', text_of('packaging', 'debian', 'changelog')).group(1)
        self.assertEqual(run(PROGRAM, '--version').stdout, 'signpost %s\n' % version)

    def test_is_built_with_what_the_build_needs(self):
        control = text_of('packaging', 'debian', 'control')
        needs = re.search(r'^Build-Depends: (.*?)^$', control, re.MULTILINE | re.DOTALL).group(1)
        names = {re.sub(r' \(.*', '', name.strip()) for name in needs.split(',')}
        self.assertEqual(names - {'debhelper-compat', 'dh-sequence-installsysusers'}, packages_of('build'))

    def test_holds_files_that_there_are(self):
        for name in ('signpost.docs', 'signpost.examples', 'signpost.manpages'):
            for path in text_of('packaging', 'debian', name).split():
                self.assertTrue(os.path.exists(os.path.join(ROOT, path)), path)

    def test_names_configurations_that_the_program_takes(self):
        result = run(PROGRAM, 'check-config', os.path.join(ROOT, 'config', 'packaged.json'))
        self.assertEqual((result.returncode, 'warning' in result.stdout), (0, False), result.stdout)


class Container(unittest.TestCase):

    @unittest.skipUnless(os.geteuid() == 0 and shutil.which('setcap'), 'needs root and setcap')
    def test_answers_on_port_53(self):
        if 'libasan' in run('ldd', PROGRAM).stdout:
            self.skipTest('a sanitizer looks for leaks by way of /proc, which the container has not; ./dev package tries it')
        result = run(os.path.join(PACKAGING, 'docker', 'check-root'), PROGRAM)
        self.assertEqual(result.returncode, 0, result.stdout)

    def test_is_made_as_it_is_checked(self):
        dockerfile = text_of('packaging', 'docker', 'Dockerfile')
        self.assertIn('packaging/docker/build-root build/release/signpost /image', dockerfile)
        self.assertIn('FROM scratch', dockerfile)
        self.assertRegex(dockerfile, r'\nUSER 65532')


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1] + sys.argv[2:])
