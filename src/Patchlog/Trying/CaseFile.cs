using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Patchlog.Bundles;
using Patchlog.Json;

namespace Patchlog.Trying;

/// <summary>
/// Reads a file of cases: an array of them, or a single one. What it does not know is a fault, so that a slip of the
/// pen never makes a case that shows nothing.
/// </summary>
public sealed class CaseFile
{
    static readonly JsonLimits Limits = JsonLimits.Default with { MaxBytes = BundleLimits.MaxFileBytes };

    readonly BundleFile _file;
    readonly SchemaFile _content;
    readonly CaseFaults _faults;

    CaseFile(BundleFile file, SchemaFile content) =>
        (_file, _content, _faults) = (file, content, new(content));

    /// <summary>Reads the cases of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cases">The cases, in order, if the answer is true.</param>
    /// <param name="faults">What is wrong, by line and column, if the answer is false; else empty.</param>
    public static bool TryRead(
        BundleFile file, out ImmutableArray<TestCase> cases, out ImmutableArray<BundleFault> faults)
    {
        ArgumentNullException.ThrowIfNull(file);
        (cases, faults) = ([], []);
        if (!SchemaFile.TryParse(file, Limits, out var content, out var fault))
        {
            faults = [fault];
            return false;
        }

        var reader = new CaseFile(file, content);
        var read = reader.Read();
        faults = [.. reader._faults.All.Take(BundleLimits.MaxFaults)];
        if (faults.IsEmpty)
            cases = [.. read];

        return faults.IsEmpty;
    }

    List<TestCase> Read()
    {
        var cases = new List<TestCase>();
        if (_content.Document is not JsonArray several)
        {
            Add(_content.Document, JsonPointer.Root);
            return cases;
        }

        for (var at = 0; at < several.Count; at++)
            Add(several[at], JsonPointer.Root.Append(at));

        return cases;

        void Add(JsonValue value, JsonPointer place)
        {
            if (TryReadCase(value, place, out var read))
                cases.Add(read);
        }
    }

    bool TryReadCase(JsonValue value, JsonPointer place, [NotNullWhen(true)] out TestCase? read)
    {
        read = null;
        var before = _faults.Count;
        if (value is not JsonObject members)
        {
            _faults.Refuse(place, "A case is an object with description, given, when and then.");
            return false;
        }

        if (members["process"] is not null)
            return TryReadProcess(members, place, out read);

        _faults.RefuseOthers(members, place, "description", "given", "now", "uuids", "when", "then");
        var description = ReadDescription(members, place);
        var given = ReadGiven(members["given"], place.Append("given"));
        var now = ReadNow(members["now"], place.Append("now"));
        var uuids = ReadUuids(members["uuids"], place.Append("uuids"));
        var when = members["when"] as JsonObject;
        if (when is null)
            _faults.Refuse(members, place, "when", "when must be the command: an object with its type and targetName.");

        var then = ReadThen(members, place);
        if (_faults.Count > before || when is null || then is null)
            return false;

        read = new()
        {
            File = _file.Path,
            Line = _content.FaultAt(place, "").Line,
            Description = description,
            Now = now,
            Uuids = uuids,
            Given = given,
            When = when,
            Then = then,
        };
        return true;
    }

    bool TryReadProcess(JsonObject members, JsonPointer place, [NotNullWhen(true)] out TestCase? read)
    {
        var before = _faults.Count;
        var description = ReadDescription(members, place);
        var now = ReadNow(members["now"], place.Append("now"));
        var process = new ProcessCaseReader(_faults).Read(members, place);

        read = _faults.Count > before ? null : new()
        {
            File = _file.Path,
            Line = _content.FaultAt(place, "").Line,
            Description = description,
            Now = now,
            Uuids = [],
            Given = [],
            When = JsonObject.Empty,
            Then = JsonObject.Empty,
            Process = process,
        };
        return read is not null;
    }

    string ReadDescription(JsonObject members, JsonPointer place)
    {
        if (members["description"] is JsonString { Value: { Length: > 0 } text })
            return text;

        _faults.Refuse(
            members, place, "description", "description must be a text: what the case shows, in a sentence.");
        return "";
    }

    ImmutableArray<JsonObject> ReadGiven(JsonValue? value, JsonPointer place)
    {
        if (value is null)
            return [];

        if (value is not JsonArray { Count: <= TryingLimits.MaxGiven } items)
        {
            _faults.Refuse(place, $"given must be an array of at most {TryingLimits.MaxGiven} events and documents.");
            return [];
        }

        var given = ImmutableArray.CreateBuilder<JsonObject>(items.Count);
        for (var at = 0; at < items.Count; at++)
        {
            var here = place.Append(at);
            if (items[at] is not JsonObject item)
            {
                _faults.Refuse(here, "What is given is an event (with type), or a document (with document).");
                continue;
            }

            if (item["document"] is not null)
                _faults.RefuseOthers(item, here, "targetName", "document", "version");
            else
                _faults.RefuseOthers(item, here, "targetName", "targetId", "name", "type", "body", "data");

            given.Add(item);
        }

        return given.ToImmutable();
    }

    DateTimeOffset ReadNow(JsonValue? value, JsonPointer place)
    {
        if (value is null)
            return DateTimeOffset.UnixEpoch;

        if (value is JsonString { Value: var text } && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time.ToUniversalTime();
        }

        _faults.Refuse(place, "now must be a time, such as \"2026-01-31T09:30:00Z\".");
        return default;
    }

    ImmutableArray<Guid> ReadUuids(JsonValue? value, JsonPointer place)
    {
        var uuids = ImmutableArray.CreateBuilder<Guid>();
        foreach (var item in (value as JsonArray ?? JsonArray.Empty).Items)
        {
            if (item is JsonString { Value: var text } && Guid.TryParseExact(text, "D", out var uuid))
                uuids.Add(uuid);
        }

        if (value is not null && (value as JsonArray)?.Count != uuids.Count)
            _faults.Refuse(place, "uuids must be an array of UUIDs: what ctx.uuid() answers, in order.");

        return uuids.ToImmutable();
    }

    JsonObject? ReadThen(JsonObject members, JsonPointer place)
    {
        const string rule = "then must be an object with exactly one of events (an array of objects), rejected (an "
            + "object with code) and unchanged (true).";

        var here = place.Append("then");
        if (members["then"] is not JsonObject then)
        {
            _faults.Refuse(members, place, "then", rule);
            return null;
        }

        _faults.RefuseOthers(then, here, "events", "rejected", "unchanged", "document", "rules");
        var isOne = (then["events"], then["rejected"], then["unchanged"]) switch
        {
            (JsonArray events, null, null) => AreObjects(events) && then["rules"] is (null or JsonArray),
            (null, JsonObject rejected, null) =>
                rejected["code"] is JsonString && then["document"] is null && then["rules"] is null,
            (null, null, JsonBoolean unchanged) => unchanged.Value && then["rules"] is null,
            _ => false,
        };
        if (!isOne)
            _faults.Refuse(here, rule);

        if (then["rejected"] is JsonObject problem)
            _faults.RefuseOthers(problem, here.Append("rejected"), "code", "detail", "errors");

        return then;
    }

    static bool AreObjects(JsonArray items)
    {
        foreach (var item in items)
        {
            if (item is not JsonObject)
                return false;
        }

        return true;
    }
}
