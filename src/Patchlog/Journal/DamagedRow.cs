using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Patchlog.Json;

namespace Patchlog.Journal;

/// <summary>
/// What a stored row must be, beyond what its columns promise, and how its damage is told. Both databases read their
/// rows by it. Pure.
/// </summary>
static class DamagedRow
{
    // What the place is called as long as only the database has seen it.
    const string SomewhereAsked = "What was asked for";

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Whether a failure to read the columns of a row that has arrived tells of damage, and not of the way to it.
    /// </summary>
    public static bool Explains(Exception failure) => failure
        is InvalidDataException or JsonFaultException or ArgumentException or FormatException or InvalidCastException
        or OverflowException;

    /// <summary>An event that can't be read.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="position">What its row says of its position, as text; so do the others.</param>
    /// <param name="targetName">The type of its aggregate.</param>
    /// <param name="targetId">The id of its aggregate.</param>
    /// <param name="version">Its version.</param>
    /// <param name="failure">What happened.</param>
    public static JournalDamagedException OfEvent(
        Tenant tenant, string position, string targetName, string targetId, string version, Exception failure) =>
        new($"Event {Shown(position)} of tenant {tenant} ({Shown(targetName)}/{Shown(targetId)}, version "
            + $"{Shown(version)})", FaultOf(failure), isDerived: false, failure);

    /// <summary>An event that is not there.</summary>
    public static JournalDamagedException OfMissingEvent(Tenant tenant, long position) =>
        new($"Event {position} of tenant {tenant}", "it is missing", isDerived: false);

    /// <summary>A current state that can't be read.</summary>
    public static JournalDamagedException OfState(AggregateKey key, Exception failure) =>
        new($"The current state of {key} of tenant {key.Tenant}", FaultOf(failure), isDerived: true, failure);

    /// <summary>A kept state that can't be read.</summary>
    public static JournalDamagedException OfSnapshot(AggregateKey key, string version, Exception failure) =>
        new($"The snapshot of {key} of tenant {key.Tenant} at version {Shown(version)}", FaultOf(failure),
            isDerived: true, failure);

    /// <summary>An outcome of a command without events that can't be read.</summary>
    public static JournalDamagedException OfOutcome(Tenant tenant, CommandId id, Exception failure) =>
        new($"The outcome of command {id} of tenant {tenant}", FaultOf(failure), isDerived: false, failure);

    /// <summary>The end of a journal that can't be read.</summary>
    public static JournalDamagedException OfHead(Tenant tenant, Exception failure) =>
        new($"The last event of tenant {tenant}", FaultOf(failure), isDerived: false, failure);

    /// <summary>The database itself says that what was asked for is damaged.</summary>
    public static JournalDamagedException OfDatabase(Exception failure) =>
        new(SomewhereAsked, SaidBy(failure), isDerived: false, failure);

    /// <summary>
    /// An append was admitted on a version after which there are events already: a current state is not what they say.
    /// </summary>
    public static JournalDamagedException OfAppend(Exception failure) =>
        new("A current state", "the journal has events after its version", isDerived: true, failure);

    /// <summary>The same damage, at a place that is known better.</summary>
    public static JournalDamagedException At(string place, bool isDerived, JournalDamagedException damage) =>
        damage is { Place: SomewhereAsked, InnerException: { } cause }
            ? new(place, SaidBy(cause), isDerived, cause)
            : damage;

    /// <summary>A number that counts from 1.</summary>
    public static long Positive(long value, string name) => value >= 1
        ? value
        : throw new InvalidDataException($"its {name} is {value.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>A text that must be there, and UTF-8.</summary>
    public static string Text(ReadOnlySpan<byte> utf8, bool isNull, string name) => isNull
        ? throw new InvalidDataException($"its {name} is missing")
        : Ascii.IsValid(utf8) ? Encoding.UTF8.GetString(utf8)   // which is quicker for those there mostly are
        : StrictUtf8.GetString(utf8);

    /// <summary>The type of an event.</summary>
    public static EventType TypeOf(string name) => EventTypes.TryParse(name, out var type)
        ? type
        : throw new InvalidDataException("its type is unknown");

    /// <summary>The body of an event, which its type determines.</summary>
    public static JsonValue? BodyOf(EventType type, JsonValue? body)
    {
        var isGood = type switch
        {
            EventType.Create => body is JsonObject,
            EventType.Patch => body is JsonArray,
            EventType.Delete => body is null,
        };

        return isGood ? body : throw new InvalidDataException("its body is not what its type needs");
    }

    /// <summary>An object, or null for none.</summary>
    public static JsonObject? ObjectOf(JsonValue? value, string name) =>
        value as JsonObject ?? (value is null ? null : throw new InvalidDataException($"its {name} is not an object"));

    /// <summary>A command that waits to be sent; null for what is none.</summary>
    public static JsonObject? FindCommand(ReadOnlySpan<byte> text) =>
        JsonValue.TryParse(text, StoredLimits.Json, out var json, out _) ? json as JsonObject : null;

    /// <summary>An array, or null for none.</summary>
    public static JsonArray? ArrayOf(JsonValue? value, string name) =>
        value as JsonArray ?? (value is null ? null : throw new InvalidDataException($"its {name} are not an array"));

    /// <summary>
    /// Holds the texts of an event's documents against what they must be, without reading them into memory: nothing
    /// but compact JSON may leave as such.
    /// </summary>
    /// <param name="typeName">The type of the event.</param>
    /// <param name="texts">The documents.</param>
    /// <exception cref="InvalidDataException">They are not what they must be.</exception>
    public static void CheckTexts(string typeName, in EventTexts texts)
    {
        var first = TypeOf(typeName) switch
        {
            EventType.Create => (byte)'{',
            EventType.Patch => (byte)'[',
            EventType.Delete => (byte)0,
        };

        if ((texts.Body.IsEmpty ? 0 : texts.Body[0]) != first)
            throw new InvalidDataException("its body is not what its type needs");

        CheckText(texts.Body, "body");
        CheckText(texts.Data, "data");
        CheckText(texts.Reads, (byte)'[', "reads are not an array");
        CheckText(texts.Asked, (byte)'{', "asked is not an object");
        CheckText(texts.Rules, (byte)'[', "rules is not an array");
        CheckText(texts.Context, (byte)'{', "context is not an object");
    }

    static void CheckText(ReadOnlySpan<byte> text, byte first, string fault)
    {
        if (!text.IsEmpty && text[0] != first)
            throw new InvalidDataException($"its {fault}");

        CheckText(text, fault[..fault.IndexOf(' ', StringComparison.Ordinal)]);
    }

    // One line, because an event stream ends an event's text with it.
    static void CheckText(ReadOnlySpan<byte> text, string name)
    {
        if (text.IsEmpty)
            return;

        if (!Utf8.IsValid(text) || !JsonScan.IsJson(text))
            throw new InvalidDataException($"its {name} is not JSON as it was written");
    }

    static string FaultOf(Exception failure) => failure switch
    {
        InvalidDataException => failure.Message,
        JournalDamagedException => "the journal has events after its version",
        JsonFaultException => $"it holds a text that is not JSON ({failure.Message.TrimEnd('.')})",
        DecoderFallbackException => "it holds a text that is not UTF-8",
        InvalidCastException => "it holds nothing where a value must be, or a value of another type",
        _ => "it holds a value that can't be",
    };

    static string SaidBy(Exception failure) => $"the database says \"{failure.Message.Trim().TrimEnd('.')}\"";

    static string Shown(string text) => text.Length <= JournalLimits.MaxShownCharacters
        ? text
        : $"{text[..JournalLimits.MaxShownCharacters]}…";
}
