"""What every Python client of the tests shares; clients/README.md describes requests, records and events."""
import json
import os
import signal
import sys

verb = sys.argv[1]
request = json.loads(sys.argv[2])


class Stop:
    """Set by SIGTERM."""

    def __init__(self):
        self.asked = False
        signal.signal(signal.SIGTERM, self._set)

    def _set(self, *_):
        self.asked = True


def write(data):
    view = memoryview(data)
    while view:
        view = view[os.write(1, view):]


def event(*words):
    write(('#' + ' '.join(str(word) for word in words) + '\n').encode())


def record(topic, partition, offset, key, value):
    return b'%s\t%d\t%d\t%s\t%s\n' % (topic.encode(), partition, offset, key or b'', value)


def lines(path):
    with open(path, 'rb') as file:
        data = file.read()
    parts = data.split(b'\n')
    return parts[:-1] if parts[-1] == b'' else parts


def messages(send):
    """The keys and values of one "send"."""
    number = send['first']
    values = lines(send['file'])
    for _ in range(send['times']):
        for value in values:
            yield (str(number).encode() if send['keyed'] else None), value
            number += 1


def padded(number):
    return str(number).ljust(200).encode()


def run(verbs):
    verbs[verb]()
