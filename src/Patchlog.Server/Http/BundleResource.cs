using Patchlog.Activating;
using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary><c>GET /v1/{tenant}/bundle</c>: what was injected, and decides now.</summary>
/// <param name="store">Knows the bundle.</param>
/// <param name="validates">Whether payloads are held to its schemas.</param>
sealed class BundleResource(DocumentStore store, bool validates)
{
    // What stands around the words: the names of members, quotes and brackets.
    const int BytesPerType = 60;
    const int BytesPerText = 4;

    public Task<Reply> GetAsync(ResourceRequest request)
    {
        if (!request.TryReadNoQuery(out var problem))
            return Task.FromResult<Reply>(problem);

        return Task.FromResult(ReplyOf(store.Bundle, request.Tenant, validates));
    }

    /// <summary>The answer to a reader of a tenant.</summary>
    internal static Reply ReplyOf(BundleStatus status, Tenant reader, bool validates) =>
        new(StatusCodes.Status200OK)
        {
            Body = writer =>
            {
                writer.BeginObject();
                WriteStatus(writer, status, fault => fault.TextFor(reader));
                writer.Member("validation", validates ? "on" : "off");
                WriteTypes(writer, status.Bundle);
                WriteRules(writer, status.Bundle);
                WriteProcesses(writer, status.Bundle);
                writer.End();
            },
            Size = SizeOf(status, reader),
        };

    /// <summary>Writes the members that say which bundle is active, and what is wrong with what should be.</summary>
    /// <param name="writer">In an object.</param>
    /// <param name="status">What is active.</param>
    /// <param name="text">What the reader may know of a fault.</param>
    public static void WriteStatus(JsonWriter writer, BundleStatus status, Func<ActivationFault, string> text)
    {
        WriteText(writer, "digest", status.Bundle?.Digest);
        WriteText(writer, "source", status.Source);
        WriteText(writer, "commit", status.Commit);
        WriteText(writer, "since", status.Since is { } since ? Timestamps.Write(since) : null);
        writer.Member("isStoredCopy", status.IsStoredCopy).Name("faults").BeginArray();
        foreach (var fault in status.Faults)
            writer.String(text(fault));

        writer.End();
    }

    // What there may be many of: faults, types, and their keys and commands.
    static long SizeOf(BundleStatus status, Tenant reader)
    {
        long bytes = status.Faults.Sum(fault => fault.TextFor(reader).Length + BytesPerText);
        foreach (var type in status.Bundle?.Types ?? [])
        {
            bytes += type.Name.Value.Length + BytesPerType
                + type.Commands.Sum(command => command.Name.Length + BytesPerText)
                + type.UniqueKeys.Sum(key => key.Paths.Sum(path => path.ToString().Length + BytesPerText));
        }

        bytes += status.Bundle?.Processes.Sum(process => process.Name.Length + BytesPerText) ?? 0;

        return bytes + RulesOf(status.Bundle).Sum(rules => rules.File.Length + BytesPerText);
    }

    static void WriteRules(JsonWriter writer, Bundle? bundle)
    {
        writer.Name("rules").BeginArray();
        foreach (var file in RulesOf(bundle))
            writer.String(file.File);

        writer.End();
    }

    static void WriteProcesses(JsonWriter writer, Bundle? bundle)
    {
        writer.Name("processes").BeginArray();
        foreach (var process in bundle?.Processes ?? [])
            writer.String(process.Name);

        writer.End();
    }

    static IEnumerable<RuleFile> RulesOf(Bundle? bundle) =>
        (bundle?.Types.Select(type => type.Rules) ?? []).Append(bundle?.Rules).OfType<RuleFile>();

    static void WriteTypes(JsonWriter writer, Bundle? bundle)
    {
        writer.Name("types").BeginArray();
        foreach (var type in bundle?.Types ?? [])
        {
            writer.BeginObject().Member("name", type.Name.Value).Member("hasSchema", type.Schema is not null);

            writer.Name("unique").BeginArray();
            foreach (var key in type.UniqueKeys)
                WriteKey(writer, key);

            writer.End().Name("commands").BeginArray();
            foreach (var command in type.Commands)
                writer.String(command.Name);

            writer.End().End();
        }

        writer.End();
    }

    static void WriteKey(JsonWriter writer, UniquePaths key)
    {
        writer.BeginArray();
        foreach (var path in key.Paths)
            writer.String(path.ToString());

        writer.End();
    }

    static void WriteText(JsonWriter writer, string name, string? text)
    {
        if (text is null)
            writer.Name(name).Null();
        else
            writer.Member(name, text);
    }
}
