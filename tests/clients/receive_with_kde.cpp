// Receives the invitations in files as KDE's programs do, and prints what the calendar holds after
// each.
//
//     receive_with_kde FILE...
//
// It is built with Debian's libkf5calendarcore-dev, the library of KMail, KOrganizer and Merkuro.
// The library reads a letter; what is done with it is the rule of these programs (Scheduler of
// akonadi-calendar), which needs a desktop: an event gets a UID of the calendar's own beside that
// of the letters, what is older than what is held changes nothing, and a cancelled event goes.
// It prints a line of JSON a file.

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

// Whether it waits for the reader's answer: then KDE takes it for somebody else's.
static bool isUnanswered(const Incidence::Ptr &held, const QString &reader)
{
  const Attendee attendee = held->attendeeByMail(reader);
  return !attendee.isNull() && attendee.status() == Attendee::NeedsAction;
}

static bool isOlder(const Incidence::Ptr &letter, const Incidence::Ptr &held)
{
  return letter->revision() < held->revision()
    || (letter->revision() == held->revision() && letter->lastModified() < held->lastModified());
}

static void receive(const Calendar::Ptr &calendar, const ScheduleMessage &message)
{
  const Incidence::Ptr letter = message.event().dynamicCast<Incidence>();
  const QString uid = letter->uid();
  const QString reader = letter->attendees().constFirst().email();
  QString ownUid = CalFormat::createUniqueId();
  for (const Incidence::Ptr &held : calendar->incidencesFromSchedulingID(uid)) {
    if (isUnanswered(held, reader)) {
      continue;
    }
    if (message.method() == iTIPRequest && isOlder(letter, held)) {
      return;
    }
    ownUid = held->uid();
    calendar->deleteIncidence(held);
    break;
  }
  if (message.method() == iTIPRequest) {
    letter->setSchedulingID(uid, ownUid);
    calendar->addIncidence(letter);
  }
}

static QJsonArray heldBy(const Calendar::Ptr &calendar)
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
    output << QJsonDocument(heldBy(calendar)).toJson(QJsonDocument::Compact) << Qt::endl;
  }
}
