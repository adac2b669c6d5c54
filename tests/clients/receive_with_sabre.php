<?php
// Receives the invitations in files with the iTIP broker of sabre/vobject, as Nextcloud does, and
// writes what the calendar holds after each: UID, title, start, SEQUENCE and status, as JSON.
// Usage: php receive_with_sabre.php AUTOLOADER FILE...
error_reporting(E_ERROR);
require $argv[1];

$broker = new Sabre\VObject\ITip\Broker();
$held = null;
foreach (array_slice($argv, 2) as $file) {
    $calendar = Sabre\VObject\Reader::read(file_get_contents($file));
    $message = new Sabre\VObject\ITip\Message();
    $message->component = 'VEVENT';
    $message->uid = (string) $calendar->VEVENT->UID;
    $message->method = (string) $calendar->METHOD;
    $message->sequence = (int) (string) $calendar->VEVENT->SEQUENCE;
    $message->sender = (string) $calendar->VEVENT->ORGANIZER;
    $message->recipient = (string) $calendar->VEVENT->ATTENDEE;
    $message->message = $calendar;
    $held = $broker->processMessage($message, $held) ?? $held;
    $events = [];
    foreach ($held ? $held->select('VEVENT') : [] as $event) {
        $events[] = [
            'uid' => (string) $event->UID,
            'title' => (string) $event->SUMMARY,
            'starts' => $event->DTSTART->getDateTime()->setTimezone(new DateTimeZone('UTC'))->format('Y-m-d\TH:i\Z'),
            'status' => (string) $event->STATUS,
        ];
    }
    echo json_encode($events), "\n";
}
