using CsCheck;

namespace Patchlog.Server.Tests.Contracts;

/// <summary>
/// Command envelopes as JSON text, good and bad in every way that the contract knows of: members missing, unknown, of
/// another type, or just over a bound. Most are good in most places, so that one fault alone decides.
/// </summary>
static class CommandTexts
{
    static readonly Gen<string> AnyValue = Gen.OneOf(
        "null", "true", "0", "-1", "1.5", "\"text\"", "\"\"", "[]", "[1]", "{}", """{"a":1}""");

    static readonly Gen<string> Name = Mostly(
        good: ["t", "orders", "A-b_9", "0", "Commands", "SYSTEM", new string('x', 63)],
        bad: ["", "-a", "_a", "a.b", "ä", "a b", "a\\n", "_system", new string('x', 64), "commands", "system"]);

    static readonly Gen<string> TargetName = Mostly(
        good: ["orders", "command", "Events", new string('x', 63)],
        bad: ["commands", "events", "processes", "bundle", "system", "process.x", "", new string('x', 64)]);

    static readonly Gen<string> Id = Mostly(
        good: ["42", "AZaz09-._~", "...", "commands", "search", new string('x', 128)],
        bad: ["", ".", "..", "a b", "a/b", "é", "a\\n", "%20", "a+b", new string('x', 129)]);

    static readonly Gen<string> TargetId = Mostly(
        good: ["42", "AZaz09-._~", "...", "Search", new string('x', 128)],
        bad: ["", ".", "..", "a b", "a/b", "é", "a\\n", "commands", "search", new string('x', 129)]);

    static readonly Gen<string> TargetVersion = Gen.Frequency(
        (16, Gen.OneOf(
            "0", "1", "1.0", "1e2", "1E+2", "10e-1", "-0", "0.0", "9007199254740991",
            "\"0\"", "\"7\"", "\"9007199254740993\"", "\"999999999999999999\"")),
        (4, Gen.OneOf(
            "-1", "1.5", "1e-1", "9007199254740992", "1e400", "\"01\"", "\"\"", "\"-1\"", "\"1.0\"", "\"1e2\"",
            "\" 1\"", "\"7\\n\"", "\"1000000000000000000\"")),
        (1, AnyValue));

    static readonly Gen<string> Words = Gen.Frequency(
        (20, Gen.OneOf("\"c-1\"", Quoted(new string('x', 256)), Quoted(Repeat("🌍", 256)))),
        (2, Gen.OneOf("\"\"", Quoted(new string('x', 257)), Quoted(Repeat("🌍", 257)))),
        (1, AnyValue));

    static readonly Gen<string> Context = Gen.Frequency(
        (20, Members(
            Maybe("correlationId", Words), Maybe("causationId", Words), Maybe("traceparent", Words),
            Maybe("anything", AnyValue))),
        (1, AnyValue));

    static readonly Gen<string> Document = Gen.Frequency(
        (12, Members(Maybe("id", TargetId), Maybe("a", AnyValue))),
        (1, AnyValue));

    static readonly Gen<string> Arguments = Gen.Frequency((9, Gen.OneOf("{}", "[]", """{"a":1}""")), (1, AnyValue));

    static readonly Gen<string> Orchestration = Gen.Frequency(
        (6, Members(
            Maybe("start", AnyValue),
            Maybe("event", Gen.OneOf(Gen.Const("\"paid\""), AnyValue)),
            Maybe("data", AnyValue))),
        (1, AnyValue));

    /// <summary>Commands of all types.</summary>
    public static readonly Gen<string> All = Gen.Frequency(
        (20, Envelope("create", Present("body", Document))),
        (30, Envelope("patch", Present("body", Gen.OneOf(PatchTexts.All, PatchTexts.All, Document)))),
        (10, Envelope("delete", Rarely("body", AnyValue))),
        (10, Envelope("logic", Maybe("body", Arguments))),
        (10, Envelope("orchestration", Present("body", Orchestration))),
        (3, Envelope("replace", Present("body", Document))),
        (1, AnyValue));

    /// <summary>An object of those of the members that are there, in any order.</summary>
    public static Gen<string> Members(params Gen<string?>[] members) =>
        Gen.ShuffleSelect(members)
            .Select(shuffled => $"{{{string.Join(',', shuffled.Where(member => member is not null))}}}");

    /// <summary>A member that is there but for a fault.</summary>
    public static Gen<string?> Present(string name, Gen<string> value) => Member(name, value, there: 24, absent: 1);

    /// <summary>A member that is there or not.</summary>
    public static Gen<string?> Maybe(string name, Gen<string> value) => Member(name, value, there: 1, absent: 1);

    /// <summary>A member that ought not to be there.</summary>
    public static Gen<string?> Rarely(string name, Gen<string> value) => Member(name, value, there: 1, absent: 24);

    /// <summary>A string, good nineteen times in twenty; the rest are bad ones and values of other types.</summary>
    public static Gen<string> Mostly(string[] good, string[] bad) => Gen.Frequency(
        (76, Gen.OneOf(good).Select(Quoted)), (3, Gen.OneOf(bad).Select(Quoted)), (1, AnyValue));

    static Gen<string> Envelope(string type, Gen<string?> body) => Members(
        Present("type", Gen.Const(Quoted(type))), Present("tenant", Name), Present("targetName", TargetName),
        type is "patch" or "delete" ? Present("targetId", TargetId) : Maybe("targetId", TargetId),
        Maybe("id", Id), Maybe("name", Name), Maybe("targetVersion", TargetVersion), body, Maybe("context", Context),
        Rarely("Type", AnyValue), Rarely("unknown", AnyValue));

    static Gen<string?> Member(string name, Gen<string> value, int there, int absent) => Gen.Frequency(
        (there, value.Select(text => (string?)$"\"{name}\":{text}")), (absent, Gen.Const((string?)null)));

    static string Quoted(string text) => $"\"{text}\"";

    static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
