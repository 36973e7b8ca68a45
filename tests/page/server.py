"""Signpost and the master that it asks, for the tests of the page."""
import http.server
import json
import os
import re
import subprocess
import tempfile
import threading

from webdriver import opener, wait_for


class Master:
    """Serves `state` as a Mesos master does, until stop(). It has no event stream."""

    def __init__(self, state, port=0):
        outer = self
        self.state = state

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = json.dumps(outer.state).encode()
                self.send_response(200)
                self.send_header('Content-Type', 'application/json')
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self):
                self.send_error(501)

            def log_message(self, *_):
                pass

        http.server.ThreadingHTTPServer.allow_reuse_address = True
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', port), Handler)
        self.port = self.server.server_address[1]
        state['leader'] = 'master@127.0.0.1:%d' % self.port
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={'poll_interval': 0.05})
        self.thread.start()

    def stop(self):
        if self.thread.is_alive():
            self.server.shutdown()
            self.thread.join()
            self.server.server_close()


class Signpost:
    """The program with a configuration of its own, on ports that the system chooses."""

    def __init__(self, program, **settings):
        self.folder = tempfile.TemporaryDirectory(prefix='signpost-page-')
        config = {'listener': '127.0.0.1', 'port': 0, 'httplistener': '127.0.0.1', 'httpport': 0, 'externalon': False,
                  'refreshSeconds': 1, **settings}
        path = os.path.join(self.folder.name, 'config.json')
        with open(path, 'w') as file:
            json.dump(config, file)
        self.log_path = os.path.join(self.folder.name, 'log')
        with open(self.log_path, 'w') as log:
            self.process = subprocess.Popen([program, '-config', path], stderr=log, stdout=log)
        try:
            wait_for('the server', lambda: ' serves ' in self.log() or self.process.poll() is not None)
            self.dns_port = int(re.search(r'DNS on 127\.0\.0\.1:(\d+)', self.log()).group(1))
            self.address = 'http://127.0.0.1:' + re.search(r'HTTP on 127\.0\.0\.1:(\d+)', self.log()).group(1)
        except BaseException:
            print(self.log())
            self.stop()
            raise

    def log(self):
        with open(self.log_path) as file:
            return file.read()

    def get(self, path):
        with opener.open(self.address + path, timeout=60) as answer:
            return json.load(answer)

    def memory_kib(self):
        with open('/proc/%d/status' % self.process.pid) as file:
            return int(re.search(r'VmRSS:\s+(\d+)', file.read()).group(1))

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()
