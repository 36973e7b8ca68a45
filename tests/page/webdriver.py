"""A browser, driven over WebDriver (W3C) with the standard library alone."""
import base64
import json
import os
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

WAIT_S = 60  # generous: the machine may be slow; what is waited for happens soon or never
ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'  # WebDriver §11: the key of an element
KEYS = {'Enter': '\ue007', 'Escape': '\ue00c', 'ArrowDown': '\ue015', 'ArrowUp': '\ue013'}

CHROMIUM = [
    '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions',
    '--no-proxy-server', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1', '--force-device-scale-factor=1',
    '--hide-scrollbars', '--window-size=1280,900',
]

opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def wait_for(what, condition, seconds=WAIT_S):
    """The first true result of `condition`."""
    end = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError('waited in vain: ' + what)
        time.sleep(0.05)


class Browser:
    """Chromium without a window. Ended by close()."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix='signpost-page-')
        self.log = open(os.path.join(self.folder.name, 'log'), 'w+')
        self.driver = subprocess.Popen(['chromedriver', '--port=0', '--allowed-ips=127.0.0.1'], stdout=self.log,
                                       stderr=subprocess.STDOUT, env={**os.environ, 'HOME': self.folder.name})
        try:
            self.session = ''
            self.address = 'http://127.0.0.1:%s' % wait_for('chromedriver', self._port)
            profile = '--user-data-dir=' + os.path.join(self.folder.name, 'profile')
            options = {'args': CHROMIUM + [profile], 'binary': '/usr/bin/chromium'}
            wanted = {'goog:chromeOptions': options, 'goog:loggingPrefs': {'browser': 'ALL'}}
            answer = self._post('/session', {'capabilities': {'alwaysMatch': wanted}})
            self.session = '/session/' + answer['sessionId']
        except BaseException:
            self.close()
            raise

    def _port(self):
        with open(self.log.name) as log:
            found = re.search(r'started successfully on port (\d+)', log.read())
        return found and found.group(1)

    def _call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + self.session + path, data, method=method,
                                         headers={'Content-Type': 'application/json'})
        try:
            with opener.open(request, timeout=WAIT_S) as answer:
                return json.load(answer)['value']
        except urllib.error.HTTPError as error:
            raise AssertionError('%s: %s' % (path, json.load(error)['value']['message'])) from None

    def _post(self, path, body):
        return self._call('POST', path, body)

    def close(self):
        try:
            if self.session:
                self._call('DELETE', '')
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.log.close()
            self.folder.cleanup()

    def open(self, url):
        self._post('/url', {'url': url})

    def run(self, script, *arguments):
        """The value of `return ...` in `script`, which sees `arguments`."""
        return self._post('/execute/sync', {'script': script, 'args': list(arguments)})

    def find(self, selector):
        return self._post('/element', {'using': 'css selector', 'value': selector})[ELEMENT]

    def click(self, selector):
        self._post('/element/%s/click' % self.find(selector), {})

    def type(self, selector, text):
        self._post('/element/%s/value' % self.find(selector), {'text': text})

    def press(self, key):
        """A key for whatever has the focus."""
        value = KEYS.get(key, key)
        actions = [{'type': kind, 'value': value} for kind in ('keyDown', 'keyUp')]
        self._post('/actions', {'actions': [{'type': 'key', 'id': 'keyboard', 'actions': actions}]})

    def text(self, selector):
        return self.run('const e = document.querySelector(arguments[0]); return e ? e.innerText : ""', selector)

    def texts(self, selector):
        return self.run('return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText)', selector)

    def wait_for_text(self, selector, text):
        wait_for('%r in %s' % (text, selector), lambda: text in self.text(selector))

    def complaints(self):
        """What the console has to complain of: scripts that failed, what the policy refused."""
        return [entry['message'] for entry in self._post('/se/log', {'type': 'browser'}) if entry['level'] == 'SEVERE']

    def command(self, name, parameters):
        """A command of the DevTools protocol."""
        return self._post('/goog/cdp/execute', {'cmd': name, 'params': parameters})

    def look_like(self, width, height, scheme):
        self.command('Emulation.setDeviceMetricsOverride',
                     {'width': width, 'height': height, 'deviceScaleFactor': 1, 'mobile': width < 600})
        self.command('Emulation.setEmulatedMedia',
                     {'features': [{'name': 'prefers-color-scheme', 'value': scheme}]})

    def screenshot(self, path):
        with open(path, 'wb') as file:
            file.write(base64.b64decode(self._call('GET', '/screenshot')))
