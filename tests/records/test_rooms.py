from records import rooms

GROUP, ANNA = "web:group:g", "web:anna"


def say(records, now, text, letter=None):
    records.write(lambda c: rooms.say(c, GROUP, ANNA, "小安", now, {"text": text}, letter))


def texts(bubbles):
    return [bubble.content["text"] for bubble in bubbles]


def test_a_letter_sent_twice_stands_in_the_room_once(records, now):
    say(records, now, "hi", letter=5)
    say(records, now, "hi", letter=5)
    say(records, now, "yo")
    say(records, now, "yo")
    with records.read() as connection:
        assert texts(rooms.latest(connection, GROUP)) == ["hi", "yo", "yo"]


def test_a_browser_gets_what_came_after_what_it_saw(records, now):
    for number in range(5):
        say(records, now, str(number))
    with records.read() as connection:
        seen = rooms.latest(connection, GROUP, 3)
        assert texts(seen) == ["2", "3", "4"]
        assert texts(rooms.since(connection, [GROUP, "web:private:x"], seen[0].id)) == ["3", "4"]
        assert rooms.since(connection, ["web:private:x"], 0) == ()
        assert rooms.newest(connection) == seen[-1].id


def test_numbers_go_on_after_everything_was_deleted(records, now):
    say(records, now, "old")
    with records.read() as connection:
        last = rooms.newest(connection)
    records.write(lambda c: c.execute(rooms.bubbles.delete()))
    say(records, now, "new")
    with records.read() as connection:
        assert texts(rooms.since(connection, [GROUP], last)) == ["new"]
