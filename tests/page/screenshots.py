"""Pictures of the page for the documents: light, dark, and as wide as a phone."""
import copy
import math
import os
import random
import socket
import struct
import threading
import time

from server import Master, Signpost
from webdriver import Browser, wait_for

SECONDS = 75  # of questions, so that the charts have something to show
NAMES = ['web.shop.marathon.mesos', 'api.shop.marathon.mesos', 'search.marathon.mesos', 'nowhere.marathon.mesos']


def question(name, number):
    labels = b''.join(bytes([len(label)]) + label.encode() for label in name.split('.'))
    return struct.pack('>HHHHHH', number, 0x100, 1, 0, 0, 0) + labels + b'\0' + struct.pack('>HH', 1, 1)


def ask(port, stop):
    """Some hundred questions a second, in waves."""
    rng = random.Random(1)
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    begin = time.monotonic()
    while not stop.wait(0.1):
        seconds = time.monotonic() - begin
        for _ in range(int(30 + 18 * math.sin(seconds / 9) + rng.random() * 9)):
            udp.sendto(question(rng.choices(NAMES, (9, 6, 4, 1))[0], 7), ('127.0.0.1', port))
        udp.setblocking(False)
        try:
            while udp.recv(512):
                pass
        except BlockingIOError:
            pass
    udp.close()


def take_screenshots(program, folder, state):
    os.makedirs(folder, exist_ok=True)
    master = Master(state)
    server = Signpost(program, masters=['127.0.0.1:%d' % master.port])
    browser = Browser()
    stop = threading.Event()
    asking = threading.Thread(target=ask, args=(server.dns_port, stop))
    try:
        asking.start()
        wait_for('the first state', lambda: server.get('/v1/status')['zone']['known'])
        picture(browser, server, folder, 'light', (1200, 760), '#view=search&q=shop&name=web.shop.marathon.mesos.', SECONDS)
        fewer = copy.deepcopy(state)
        del fewer['frameworks'][0]['tasks'][1]
        for other in (fewer, state):
            serial = server.get('/v1/status')['zone']['serial']
            master.state = other
            wait_for('the change', lambda: server.get('/v1/status')['zone']['serial'] != serial)
        picture(browser, server, folder, 'dark', (1200, 640), '#view=changes&name=_web.shop._tcp.marathon.mesos.', SECONDS)
        picture(browser, server, folder, 'narrow', (390, 844), '#view=search&q=web', SECONDS / 2)
    finally:
        stop.set()
        asking.join()
        browser.close()
        server.stop()
        master.stop()


def picture(browser, server, folder, name, size, place, seconds):
    browser.look_like(*size, 'dark' if name == 'dark' else 'light')
    browser.open('about:blank')
    browser.open(server.address + '/' + place)
    browser.wait_for_text('#state', 'up to date')
    browser.wait_for_text('#list', 'web.shop')
    time.sleep(seconds)
    browser.screenshot(os.path.join(folder, 'page-%s.png' % name))
