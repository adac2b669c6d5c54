<?php
// Program that validates a calendar from standard input with sabre/vobject; one error a line.
error_reporting(E_ERROR); // Debian's library is older than its PHP.
require '/usr/share/php/Sabre/VObject/autoload.php';

$calendar = Sabre\VObject\Reader::read(file_get_contents('php://stdin'));
foreach ($calendar->validate() as $fault) {
    echo $fault['message'], "\n";
}
