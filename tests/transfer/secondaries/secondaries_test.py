#!/usr/bin/env python3
"""NSD, Knot and BIND as secondaries of Signpost: secondaries_test.py SIGNPOST [--changes 30] [--tasks 300].

After each of a series of random changes of the state all of them hold exactly the zone that Signpost serves, compared
by a transfer from each. There are two of each: one gets the zone by its address, one by a TSIG key. Where the programs
are not installed it ends with status 77 (skipped).
"""
import argparse
import json
import os
import random
import re
import sys
import tempfile

import servers
from servers import HOST, dig, free_port, serial_at, wait_for, zone_at

KEY = servers.Key('hosts.example', 'hmac-sha256', 'c2VjcmV0IG9mIHRoZSB0ZXN0LCAzMiBvY3RldHMgbG9uZw==')
OTHER = servers.Key('hosts.example', 'hmac-sha256', 'YW5vdGhlciBzZWNyZXQsIHRoYXQgbm9ib2R5IGtub3dzIG9m')
IXFR_SIZE_MAX = 4096  # octets, of one task's change


class State:
    """A Mesos master's, with tasks that come and go; the state file follows it."""

    def __init__(self, path, task_count):
        self.path = path
        self.random = random.Random(1)
        self.number = 0
        self.tasks = [self.new_task() for _ in range(task_count)]
        self.write()

    def new_task(self):
        self.number += 1
        name = 'web%d' % self.random.randrange(200)
        port = self.random.randrange(31000, 32000)
        address = '10.0.%d.%d' % (self.random.randrange(4), self.random.randrange(1, 250))
        return {'id': '%s.%d' % (name, self.number), 'name': name, 'state': 'TASK_RUNNING', 'framework_id': 'F1',
                'slave_id': 'A%d' % self.random.randrange(4), 'resources': {'ports': '[%d-%d]' % (port, port + 1)},
                'statuses': [{'state': 'TASK_RUNNING', 'timestamp': 1, 'container_status': {
                    'network_infos': [{'ip_addresses': [{'ip_address': address}]}]}}]}

    def change(self):
        """One of: a task more, one less, another in its place, many at once."""
        kind = self.random.random()
        count = self.random.randrange(20, 120) if kind > 0.9 else 1
        for _ in range(count):
            if (kind > 0.4 or kind < 0.2) and self.tasks:
                self.tasks.pop(self.random.randrange(len(self.tasks)))
            if kind >= 0.2:
                self.tasks.append(self.new_task())
        self.write()

    def add_task(self):
        self.tasks.append(self.new_task())
        self.write()

    def write(self):
        agents = [{'id': 'A%d' % i, 'hostname': '10.0.9.%d' % i, 'pid': 'slave(1)@10.0.9.%d:5051' % i}
                  for i in range(1, 5)]
        agents += [{'id': 'A0', 'hostname': '10.0.9.9', 'pid': 'slave(1)@10.0.9.9:5051'}]
        state = {'leader': 'master@10.0.0.1:5050', 'slaves': agents, 'frameworks': [
            {'id': 'F1', 'name': 'marathon', 'active': True, 'hostname': '10.0.0.2',
             'pid': 'scheduler@10.0.0.2:1234', 'tasks': self.tasks}]}
        with open(self.path + '.new', 'w') as file:
            json.dump(state, file)
        os.rename(self.path + '.new', self.path)


def with_line(line, lines):
    return lines if line in lines else None


class Group:
    """A Signpost and its three secondaries."""

    def __init__(self, program, state_file, key):
        self.key = key
        ports = [free_port() for _ in range(3)]
        self.signpost = servers.Signpost(program, state_file, key, ports)
        self.signpost.start()
        primary = self.signpost.port
        # Of those with a key one asks for the whole zone each time.
        self.secondaries = list(zip(ports, (
            servers.Nsd(ports[0], primary, key, 'AXFR' if key else 'IXFR'), servers.Knot(ports[1], primary, key),
            servers.Bind(ports[2], primary, key))))

    def zone(self, port=None):
        if port:
            return zone_at(port)
        return zone_at(self.signpost.port, *(['-y', str(self.key)] if self.key else []))

    def serial(self):
        return serial_at(self.signpost.port)

    def wait_for_change(self, before):
        """Until the serial is higher than `before`."""
        wait_for('a change at Signpost', lambda: (self.serial() or 0) > before)

    def check(self, what):
        serial = self.serial()
        expected = self.zone()
        assert len(expected) > 10, expected
        for port, secondary in self.secondaries:
            try:
                wait_for('%s to have serial %d' % (secondary.name, serial), lambda: serial_at(port) == serial)
            except TimeoutError:
                with open(secondary.log) as log:
                    print(secondary.name, log.read()[-4000:])
                raise
            # While NSD reloads, processes with its last zone still answer over TCP.
            soa = next(line for line in expected if ' in soa ' in line)
            found = wait_for('a transfer of that zone', lambda: with_line(soa, self.zone(port)))
            assert found == expected, '%s of %s differs after %s:\nmissing %s\ntoo many %s' % (
                'the zone', secondary.name, what, sorted(set(expected) - set(found))[:20],
                sorted(set(found) - set(expected))[:20])

    def restart(self):
        """The history is gone, the serial has to be higher than before all the same."""
        before = self.serial()
        self.signpost.end()
        self.signpost.start()
        assert self.serial() > before, 'the serial fell'

    def stop(self):
        for _, secondary in self.secondaries:
            secondary.stop()
        self.signpost.stop()


def check_wrong_keys(group):
    port = group.signpost.port
    for more, reason in ((['-y', str(OTHER)], 'BADSIG'), (['-y', str(KEY).replace('hosts', 'nobody')], 'BADKEY'),
                         ([], 'Transfer failed')):
        text = dig(port, 'AXFR', *more)
        assert reason in text, text
        assert 'SOA' not in text and 'web' not in text, text


def check_small_change(group, state):
    before = group.serial()
    state.add_task()
    group.wait_for_change(before)
    text = dig(group.signpost.port, 'IXFR=%d' % before, *(['-y', str(group.key)] if group.key else []))
    size = int(re.search(r'XFR size: .* bytes (\d+)\)', text).group(1))
    assert size < IXFR_SIZE_MAX, size
    print('One task more: %d octets.' % size, flush=True)


def run(program, change_count, task_count):
    groups = []
    with tempfile.TemporaryDirectory(prefix='signpost-state-') as folder:
        state = State(os.path.join(folder, 'state.json'), task_count)
        try:
            for key in (None, KEY):
                groups.append(Group(program, state.path, key))
            for group in groups:
                group.check('the start')
            for number in range(1, change_count + 1):
                before = [group.serial() for group in groups]
                zones = [group.zone() for group in groups]
                state.change()
                wait_for('the change', lambda: [group.zone() for group in groups] != zones or state.change())
                for group, serial in zip(groups, before):
                    group.wait_for_change(serial)
                    group.check('change %d' % number)
                if number % max(change_count // 4, 1) == 0:
                    print('%d changes.' % number, flush=True)
                    for group in groups:
                        group.restart()
            for group in groups:
                check_small_change(group, state)
                group.check('one task more')
            check_wrong_keys(groups[1])
        finally:
            for group in groups:
                group.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('program')
    parser.add_argument('--changes', type=int, default=30)
    parser.add_argument('--tasks', type=int, default=300)
    arguments = parser.parse_args()
    missing = servers.missing_programs()
    if missing:
        print('Skipped: not installed:', *missing)
        return 77
    os.environ['PATH'] += ':/usr/sbin'
    run(os.path.abspath(arguments.program), arguments.changes, arguments.tasks)
    return 0


if __name__ == '__main__':
    sys.exit(main())
