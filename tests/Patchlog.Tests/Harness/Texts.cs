using System.Globalization;

namespace Patchlog.Tests.Harness;

/// <summary>
/// Values as text, to the last digit: two values that are equal as JSON are not always written alike.
/// </summary>
static class Texts
{
    public static string Of(Event @event) => string.Join(' ',
        @event.Position, @event.Key, @event.Draft.Version, @event.Draft.Type, @event.Draft.Name, Of(@event.Time),
        @event.Id, @event.Actor ?? "-", @event.Bundle ?? "-", @event.Draft.Body?.ToString() ?? "-",
        @event.Draft.Data?.ToString() ?? "-", @event.Context?.ToString() ?? "-", Of(@event.ReceivedAt),
        @event.Reads?.ToString() ?? "-", @event.Asked?.ToString() ?? "-",
        @event.Rules?.ToString() ?? "-", @event.Depth);

    public static IEnumerable<string> Of(IEnumerable<Event> events) => events.Select(Of);

    public static string Of(AggregateState state) => string.Join(' ',
        state.Version, state.Body?.ToString() ?? "-", Of(state.CreatedAt), Of(state.UpdatedAt));

    static string Of(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
