using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Patchlog.Json;

namespace Patchlog.Intake;

/// <summary>
/// Reads the envelope of a command. It accepts exactly what <c>cqrs-schema/command.json</c> accepts, and says of
/// everything else where and why. Not reusable, not thread-safe: one reader per envelope.
/// </summary>
public sealed class Envelope
{
    readonly JsonObject _envelope;
    readonly EnvelopeFaults _faults = new();

    Envelope(JsonObject envelope) => _envelope = envelope;

    /// <summary>Reads an envelope; ids that are missing and may be are generated.</summary>
    /// <param name="document">The envelope.</param>
    /// <param name="limits">Bounds of a JSON Patch in the body.</param>
    /// <param name="time">The clock that generated ids are made from.</param>
    /// <param name="command">The command, or null.</param>
    /// <param name="problem">Why there is none; names every fault that could be found.</param>
    public static bool TryRead(
        JsonValue document, PatchLimits limits, TimeProvider time,
        [NotNullWhen(true)] out Command? command, [NotNullWhen(false)] out Problem? problem)
    {
        if (document is not JsonObject envelope)
        {
            command = null;
            problem = Problem.At(ProblemCode.InvalidCommand, "", "type", "A command is a JSON object.");

            return false;
        }

        var reader = new Envelope(envelope);
        command = reader.Read(limits, time);
        problem = command is null ? reader.ToProblem() : null;

        return command is not null;
    }

    Command? Read(PatchLimits limits, TimeProvider time)
    {
        RefuseUnknownMembers();
        var hasId = ReadId("id", out var idText);
        var type = ReadType();
        var name = _envelope["name"] is null ? Command.DefaultName : ReadName("name");
        var tenantText = ReadName("tenant");
        var targetText = ReadTargetName();
        var hasTargetId = ReadTargetId(type, out var targetIdText);
        var version = ReadVersion();
        var body = _envelope["body"];
        EnvelopeBody.Read(body, type, limits, _faults, out var patch);
        var context = ReadContext();
        if (_faults.Any || type is null)
            return null;

        // A creation may name its aggregate in the body; whatever starts something and names none gets a new id.
        if (!hasTargetId && type == CommandType.Create
            && (body as JsonObject)?["id"] is JsonString { Value: var bodyId })
            targetIdText = bodyId;

        return new()
        {
            Id = hasId ? CommandId.Trusted(idText) : CommandId.Generate(time),
            Type = type.Value,
            Name = name,
            Target = new(
                Tenant.Trusted(tenantText),
                type == CommandType.Orchestration ? TargetName.OfProcess(targetText) : TargetName.Trusted(targetText),
                targetIdText.Length > 0 ? AggregateId.Trusted(targetIdText) : AggregateId.Generate(time)),
            TargetOrigin = targetIdText.Length > 0 ? TargetOrigin.Sender : TargetOrigin.Generated,
            TargetVersion = version,
            Body = body,
            Patch = patch,
            Context = context,
            IsTraced = context?["trace"] is JsonBoolean { Value: true },
            Digest = Digest.Of(_envelope.Without("id").Without("context")),
        };
    }

    Problem ToProblem() => _faults.ToProblem() with
    {
        CommandId = CommandId.TryParse(_envelope.TextOf("id"), out var id) ? id : null,
    };

    void RefuseUnknownMembers()
    {
        foreach (var (name, _) in _envelope.Members)
            if (name is not ("id" or "name" or "type" or "tenant" or "targetName" or "targetId" or "targetVersion"
                or "body" or "context"))
                _faults.Add("/" + Escape(name), "unknown-member", $"A command has no member \"{name}\".");
    }

    CommandType? ReadType()
    {
        if (Text("type", isRequired: true) is not { } name)
            return null;

        // A document is put by HTTP alone.
        if (CommandTypes.TryParse(name, out var type) && type != CommandType.Put)
            return type;

        _faults.Add("/type", "enum",
            $"\"{name}\" is no type of command; use create, patch, delete, logic or orchestration.");

        return null;
    }

    string ReadName(string member)
    {
        if (Text(member, isRequired: true) is not { } text)
            return "";

        if (member == "tenant" && text == Tenant.System.Value)
            _faults.Add(
                "/tenant", "reserved", "The tenant \"_system\" is the server's own: only the server writes there.");
        else if (!NameGrammar.IsName(text))
            _faults.Add("/" + member, "pattern",
                $"{member} must be 1–63 characters of A-Z a-z 0-9 _ -, beginning with a letter or digit.");

        return text;
    }

    string ReadTargetName()
    {
        var text = ReadName("targetName");
        if (TargetName.IsReserved(text))
            _faults.Add("/targetName", "reserved", $"The target name \"{text}\" is reserved.");

        return text;
    }

    bool ReadId(string member, out string text)
    {
        text = Text(member, isRequired: false) ?? "";
        if (_envelope[member] is not JsonString)
            return false;

        if (member == "id" && CommandId.IsReserved(text))
            _faults.Add("/id", "reserved", "Ids that begin with \"~p.\" are those of the server's own commands.");
        else if (!NameGrammar.IsId(text))
            _faults.Add("/" + member, "pattern",
                $"{member} must be 1–128 characters of A-Z a-z 0-9 - . _ ~, and not \".\" or \"..\".");

        return true;
    }

    bool ReadTargetId(CommandType? type, out string text)
    {
        if (ReadId("targetId", out text))
        {
            if (AggregateId.IsReserved(text)
                || (type == CommandType.Orchestration && AggregateId.IsReservedOfInstances(text)))
                _faults.Add("/targetId", "reserved", $"The id \"{text}\" is reserved.");

            return true;
        }

        if (type is CommandType.Patch or CommandType.Delete && _envelope["targetId"] is null)
            _faults.Add("/targetId", "required", "targetId is required: it says which aggregate is meant.");

        return false;
    }

    Version? ReadVersion()
    {
        const string rule = "targetVersion must be an integer from 0 to 2^53 - 1, or as many digits as a string.";
        switch (_envelope["targetVersion"])
        {
            case null:
                return null;
            case JsonNumber number
                when number.TryGetInt64(out var value) && value is >= 0 and <= EnvelopeLimits.MaxVersion:
                return new Version(value);
            case JsonString { Value: { Length: > 0 and <= EnvelopeLimits.MaxVersionDigits } digits }
                when !digits.AsSpan().ContainsAnyExceptInRange('0', '9') && (digits[0] != '0' || digits.Length == 1):
                return new Version(long.Parse(digits, CultureInfo.InvariantCulture));
            case JsonNumber:
                _faults.Add("/targetVersion", "range", rule);

                return null;
            case JsonString:
                _faults.Add("/targetVersion", "pattern", rule);

                return null;
            default:
                _faults.Add("/targetVersion", "type", rule);

                return null;
        }
    }

    JsonObject? ReadContext()
    {
        switch (_envelope["context"])
        {
            case null:
                return null;
            case JsonObject context:
                foreach (var member in (ReadOnlySpan<string>)["correlationId", "causationId", "traceparent"])
                    if (context[member] is { } value && !IsShortText(value))
                        _faults.Add("/context/" + member, "type",
                            $"{member} must be a string of 1 to {EnvelopeLimits.MaxContextText} characters.");

                return context;
            default:
                _faults.Add("/context", "type", "The context of a command is a JSON object.");

                return null;
        }
    }

    // JSON Schema counts code points, not UTF-16 units.
    static bool IsShortText(JsonValue value) =>
        value is JsonString { Value: { Length: > 0 and <= 2 * EnvelopeLimits.MaxContextText } text }
        && text.Length - text.Count(char.IsHighSurrogate) <= EnvelopeLimits.MaxContextText;

    string? Text(string member, bool isRequired)
    {
        switch (_envelope[member])
        {
            case JsonString text:
                return text.Value;
            case null when isRequired:
                _faults.Add("/" + member, "required", $"{member} is required.");

                return null;
            case null:
                return null;
            default:
                _faults.Add("/" + member, "type", $"{member} must be a string.");

                return null;
        }
    }

    static string Escape(string token) => token.Replace("~", "~0", StringComparison.Ordinal)
        .Replace("/", "~1", StringComparison.Ordinal);
}
