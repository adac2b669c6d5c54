// Program that imports invitations as KDE's programs do and prints the events after each file.
//
//     receive_with_kde FILE...
//
// It is built with Debian's libkf5calendarcore-dev, the library of KMail, KOrganizer and Merkuro.
// The library parses a letter. The rules for it are those of the Scheduler of akonadi-calendar,
// which needs a desktop: an event gets a second UID of the calendar, an older letter changes
// nothing, and a cancelled event is deleted. It prints a line of JSON for each file.

#include <KCalendarCore/ICalFormat>
#include <KCalendarCore/MemoryCalendar>
#include <KCalendarCore/ScheduleMessage>
#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextStream>
#include <QTimeZone>

using namespace KCalendarCore;

// Without a reply from the reader, KDE treats the event as another person's.
static bool isUnanswered(const Incidence::Ptr &known, const QString &reader)
{
  const Attendee attendee = known->attendeeByMail(reader);
  return !attendee.isNull() && attendee.status() == Attendee::NeedsAction;
}

static bool isOlder(const Incidence::Ptr &letter, const Incidence::Ptr &known)
{
  return letter->revision() < known->revision()
    || (letter->revision() == known->revision() && letter->lastModified() < known->lastModified());
}

static void receive(const Calendar::Ptr &calendar, const ScheduleMessage &message)
{
  const Incidence::Ptr letter = message.event().dynamicCast<Incidence>();
  const QString uid = letter->uid();
  const QString reader = letter->attendees().constFirst().email();
  QString ownUid = CalFormat::createUniqueId();
  for (const Incidence::Ptr &known : calendar->incidencesFromSchedulingID(uid)) {
    if (isUnanswered(known, reader)) {
      continue;
    }
    if (message.method() == iTIPRequest && isOlder(letter, known)) {
      return;
    }
    ownUid = known->uid();
    calendar->deleteIncidence(known);
    break;
  }
  if (message.method() == iTIPRequest) {
    letter->setSchedulingID(uid, ownUid);
    calendar->addIncidence(letter);
  }
}

static QJsonArray eventsOf(const Calendar::Ptr &calendar)
{
  const QHash<int, QString> statuses = {
    {Incidence::StatusTentative, "TENTATIVE"},
    {Incidence::StatusConfirmed, "CONFIRMED"},
    {Incidence::StatusCanceled, "CANCELLED"},
  };
  QJsonArray events;
  for (const Event::Ptr &event : calendar->events()) {
    events.append(QJsonObject{
      {"uid", event->schedulingID()},
      {"title", event->summary()},
      {"starts", event->dtStart().toUTC().toString("yyyy-MM-dd'T'HH:mm'Z'")},
      {"status", statuses.value(event->status())},
    });
  }
  return events;
}

int main(int count, char *arguments[])
{
  const Calendar::Ptr calendar(new MemoryCalendar(QTimeZone::utc()));
  QTextStream output(stdout);
  for (int i = 1; i < count; ++i) {
    QFile file(arguments[i]);
    file.open(QIODevice::ReadOnly);
    const auto message =
      ICalFormat().parseScheduleMessage(calendar, QString::fromUtf8(file.readAll()));
    if (!message || !message->event()->attendeeCount()
      || (message->method() != iTIPRequest && message->method() != iTIPCancel)) {
      qCritical("%s is no invitation", arguments[i]);
      return 1;
    }
    receive(calendar, *message);
    output << QJsonDocument(eventsOf(calendar)).toJson(QJsonDocument::Compact) << Qt::endl;
  }
}
