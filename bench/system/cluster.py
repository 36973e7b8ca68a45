"""One invented cluster for every server of the bench: Mesos state, and the queries to ask."""
import hashlib
import json
import random

ZBASE32 = 'ybndrfg8ejkmcpqxot1uwisza345h769'
FRAMEWORK_ID = '6d0f5f5e-9a3c-4d0f-8f57-0123456789ab-0000'


def id_hash(task_id):
    bits = int.from_bytes(hashlib.sha1(task_id.encode()).digest()[:4], 'big')
    return ''.join(ZBASE32[(bits >> (27 - 5 * i)) & 31] for i in range(5))


class Cluster:
    """`tasks` tasks in services of `instances`, one named port each, on tasks/100 + 3 agents."""

    def __init__(self, tasks, instances):
        rng = random.Random(tasks)
        self.agent_count = tasks // 100 + 3
        self.tasks = []
        for number in range(tasks):
            name = 'svc-%d' % (number // instances)
            self.tasks.append({
                'name': name,
                'id': '%s.%032x' % (name, rng.getrandbits(128)),
                'agent': rng.randrange(self.agent_count),
                'address': '9.%d.%d.%d' % (number >> 16, number >> 8 & 255, number & 255),
                'port': 31000 + number % 900,
            })

    def agent_id(self, number):
        return '6d0f5f5e-9a3c-4d0f-8f57-0123456789ab-S%d' % number

    def agent_address(self, number):
        return '10.%d.%d.%d' % (1 + (number >> 16), number >> 8 & 255, number & 255)

    def task_document(self, task):
        status = {'state': 'TASK_RUNNING', 'timestamp': 1700000000.5, 'container_status': {'network_infos': [
            {'name': 'overlay', 'ip_addresses': [{'protocol': 'IPv4', 'ip_address': task['address']}]}]}}
        return {
            'id': task['id'], 'name': task['name'], 'framework_id': FRAMEWORK_ID, 'executor_id': '',
            'slave_id': self.agent_id(task['agent']), 'state': 'TASK_RUNNING',
            'resources': {'cpus': 0.5, 'mem': 256.0, 'disk': 0.0, 'ports': '[%d-%d]' % (task['port'], task['port'])},
            'statuses': [status],
            'discovery': {'visibility': 'FRAMEWORK', 'name': task['name'], 'ports': {'ports': [
                {'number': task['port'], 'name': 'http', 'protocol': 'tcp'}]}},
        }

    def write_state(self, path):
        agents = [{'id': self.agent_id(n), 'hostname': self.agent_address(n),
                   'pid': 'slave(1)@%s:5051' % self.agent_address(n)} for n in range(self.agent_count)]
        head = {'version': '1.11.0', 'leader': 'master@10.0.0.1:5050', 'slaves': agents}
        with open(path, 'w') as file:
            file.write(json.dumps(head)[:-1])
            file.write(', "frameworks": [{"id": "%s", "name": "marathon", "pid": "scheduler@10.0.0.9:8080",'
                       ' "hostname": "10.0.0.9", "active": true, "tasks": [' % FRAMEWORK_ID)
            for number, task in enumerate(self.tasks):
                file.write((',\n' if number else '\n') + json.dumps(self.task_document(task)))
            file.write(']}]}\n')

    def write_queries(self, path, count=200000, mix=(60, 20, 10, 10)):
        """Per cent of A, SRV, AAAA (no data) and unknown names: "NAME TYPE RCODE ANSWERS"."""
        rng = random.Random(7)
        instances = {}
        for task in self.tasks:
            instances[task['name']] = instances.get(task['name'], 0) + 1
        with open(path, 'w') as file:
            for _ in range(count):
                task = rng.choice(self.tasks)
                kind = rng.choices('asqu', mix)[0]
                size = instances[task['name']]
                canonical = '%s-%s-s%d' % (task['name'], id_hash(task['id']), task['agent'])
                if kind == 'a' and rng.random() < 0.5:
                    line = '%s.marathon.mesos A 0 1' % canonical
                elif kind == 'a':
                    line = '%s.marathon.mesos A 0 %d' % (task['name'], min(size, 10))
                elif kind == 's':
                    line = '_%s._tcp.marathon.mesos SRV 0 %d' % (task['name'], min(size, 10))
                elif kind == 'q':
                    line = '%s.marathon.mesos AAAA 0 0' % task['name']
                else:
                    line = 'nosuch-%d.marathon.mesos A 3 0' % rng.randrange(10 ** 6)
                file.write(line + '\n')
