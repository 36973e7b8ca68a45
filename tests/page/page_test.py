#!/usr/bin/env python3
"""The page at / in a real browser: page_test.py SIGNPOST [--screenshots FOLDER].

Needs chromium and chromedriver; where they are not installed it ends with status 77 (skipped).
"""
import copy
import json
import os
import shutil
import sys
import unittest

from screenshots import take_screenshots
from server import Master, Signpost
from webdriver import Browser, wait_for

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
STRANGE = '<img src=x onerror="document.title=1">'
WEB = 'web.shop.marathon.mesos.'


def demo_state():
    with open(os.path.join(ROOT, 'config', 'demo-cluster.json')) as file:
        return json.load(file)


def with_task(state, name):
    """`state` with one task more, a copy of the first but for its name."""
    state = copy.deepcopy(state)
    task = copy.deepcopy(state['frameworks'][0]['tasks'][0])
    task['id'] = name + '.1'
    task['name'] = task['discovery']['name'] = name
    state['frameworks'][0]['tasks'].append(task)
    return state


class PageTest(unittest.TestCase):
    program = ''

    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()

    def setUp(self):
        self.master = Master(with_task(demo_state(), STRANGE))
        self.addCleanup(self.master.stop)
        self.server = Signpost(self.program, masters=['127.0.0.1:%d' % self.master.port])
        self.addCleanup(self.server.stop)
        wait_for('the first state', lambda: self.server.get('/v1/status')['zone']['known'])
        self.show('')

    def show(self, place):
        self.browser.open('about:blank')  # the same address but for its end would not load anew
        self.browser.open(self.server.address + '/' + place)

    def restart_master(self, state):
        port = self.master.port
        self.master.stop()
        self.master = Master(state, port)
        self.addCleanup(self.master.stop)

    def test_finds_names_while_somebody_types(self):
        self.browser.type('#query', 'web marathon')
        self.browser.wait_for_text('#list', WEB)
        self.assertIn(WEB, self.browser.texts('#list .row .main')[:2])
        self.browser.type('#query', 'x')
        self.browser.wait_for_text('#list', 'No name of the zone contains this.')

    def test_explains_a_name_by_its_tasks(self):
        self.browser.type('#query', WEB)
        self.browser.wait_for_text('#list', WEB)
        self.browser.press('Enter')
        self.browser.wait_for_text('#detail', 'Because of 3 tasks')
        detail = self.browser.text('#detail')
        for part in (WEB, '10.0.0.11', 'marathon', 'node1.example', 'netinfo', 'healthy',
                     'shop_web.instance-6513270e-269e-4d37-b2a7-4de452e6b438._app.1'):
            self.assertIn(part, detail)

    def test_says_that_a_name_does_not_exist(self):
        self.show('#name=nowhere.mesos')
        self.browser.wait_for_text('#detail', 'NXDOMAIN')

    def test_says_whose_the_names_of_the_cluster_are(self):
        self.show('#name=leader.mesos')
        self.browser.wait_for_text('#detail', 'No task makes this name')

    def test_is_used_with_the_keyboard(self):
        self.browser.run('document.activeElement.blur()')
        self.browser.press('/')
        self.browser.type('#query', 'shop')
        self.browser.wait_for_text('#list', 'api.shop')
        names = self.browser.texts('#list .row .main')
        self.browser.press('ArrowDown')
        self.browser.press('ArrowDown')
        self.browser.press('Enter')
        self.browser.wait_for_text('#detail h2', names[1])
        self.browser.press('Escape')
        self.browser.wait_for_text('#detail', 'Choose a name')
        self.browser.press('Escape')
        self.browser.wait_for_text('#list', 'Type a part of a name')

    def test_browses_frameworks_tasks_and_records(self):
        self.browser.click('nav a[data-view=browse]')
        self.browser.wait_for_text('#list', 'chronos')
        self.browser.click('#list .row')
        self.browser.wait_for_text('#list-title', 'marathon')
        self.browser.wait_for_text('#list', 'shop_db')
        self.browser.type('#query', 'shop_db')
        wait_for('the filter', lambda: len(self.browser.texts('#list .row')) == 1)
        self.browser.click('#list .row')
        self.browser.wait_for_text('#detail', 'db.shop.marathon.mesos.')

    def test_shows_names_of_strangers_as_text(self):
        self.show('#view=browse&framework=0')
        self.browser.wait_for_text('#list', STRANGE)
        self.assertEqual(self.browser.run('return document.images.length'), 0)
        self.assertEqual(self.browser.run('return document.title'), 'Signpost')

    def test_shows_what_changes_as_it_happens(self):
        self.show('#q=fresh')
        self.browser.wait_for_text('#list', 'No name of the zone contains this.')
        self.restart_master(with_task(demo_state(), 'fresh'))
        self.browser.wait_for_text('#list', 'fresh.marathon.mesos.')
        self.browser.wait_for_text('#fresh', '1')
        self.browser.click('nav a[data-view=changes]')
        self.browser.wait_for_text('#list', 'fresh.marathon.mesos. A 10.0.0.11')
        self.restart_master(demo_state())
        wait_for('the removal', lambda: any('fresh.marathon.mesos. A' in line
                                            for line in self.browser.texts('.change .line.removed')))

    def test_shows_a_master_that_cannot_be_reached(self):
        self.browser.wait_for_text('#state', 'up to date')
        self.assertEqual(self.browser.text('#leader'), '127.0.0.1:%d' % self.master.port)
        self.master.stop()
        self.browser.wait_for_text('#state', 'master unreachable')
        self.browser.wait_for_text('#alert', '127.0.0.1:%d' % self.master.port)
        self.browser.type('#query', WEB)  # which is served on
        self.browser.wait_for_text('#list', WEB)

    def test_shows_that_nothing_is_known_yet(self):
        self.master.stop()
        server = Signpost(self.program, masters=['127.0.0.1:%d' % self.master.port])
        self.addCleanup(server.stop)
        self.browser.open(server.address + '/')
        self.browser.wait_for_text('#state', 'no state yet')
        self.browser.wait_for_text('#alert', 'SERVFAIL')

    def test_shows_a_server_that_has_gone(self):
        self.browser.wait_for_text('#state', 'up to date')
        self.server.process.terminate()
        self.browser.wait_for_text('#alert', 'does not answer')

    def test_says_that_names_are_not_listed(self):
        server = Signpost(self.program, masters=['127.0.0.1:%d' % self.master.port], enumerationOn=False)
        self.addCleanup(server.stop)
        self.browser.open(server.address + '/#q=web')
        self.browser.wait_for_text('#list', 'does not list its names')

    def test_gives_the_browser_nothing_to_complain_of(self):
        self.browser.complaints()
        self.show('#q=shop&name=' + WEB)
        self.browser.wait_for_text('#detail', 'Because of 3 tasks')
        self.browser.click('nav a[data-view=browse]')
        self.browser.wait_for_text('#list', 'chronos')
        self.browser.click('nav a[data-view=changes]')
        self.browser.wait_for_text('#list-title', 'hange')
        self.assertEqual(self.browser.complaints(), [])

    def test_is_read_on_a_phone(self):
        self.browser.look_like(390, 844, 'light')
        self.addCleanup(self.browser.look_like, 1280, 900, 'light')
        self.show('#q=shop')
        self.browser.wait_for_text('#list', WEB)
        self.assertEqual(self.browser.run('return document.documentElement.scrollWidth'), 390)
        self.browser.click('#list .row')
        self.browser.wait_for_text('#detail', 'Because of')
        self.assertEqual(self.browser.run('return document.documentElement.scrollWidth'), 390)
        self.browser.click('.back')
        self.browser.wait_for_text('#list', WEB)


if __name__ == '__main__':
    if not (shutil.which('chromedriver') and os.path.exists('/usr/bin/chromium')):
        print('chromium and chromium-driver are not installed')
        sys.exit(77)
    PageTest.program = os.path.abspath(sys.argv.pop(1))
    if '--screenshots' in sys.argv:
        take_screenshots(PageTest.program, sys.argv[-1], demo_state())
        sys.exit(0)
    unittest.main(verbosity=2)
