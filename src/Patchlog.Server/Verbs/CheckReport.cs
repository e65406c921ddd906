using Patchlog.Bundles;
using Patchlog.Checking;
using Patchlog.Json;

namespace Patchlog.Server.Verbs;

/// <summary>What <c>patchlog check</c> answers: lines for people, or one JSON object.</summary>
static class CheckReport
{
    /// <summary>Prints what a bundle without faults is, and how documents fit it.</summary>
    public static void Write(Bundle bundle, DocumentReport? report)
    {
        var types = bundle.Types;
        Console.WriteLine($"{bundle.Digest}: {Count(types.Length, "type")}, "
            + $"{Count(types.Sum(type => type.Commands.Length), "command")}");
        if (report is null)
            return;

        foreach (var (key, errors) in report.FirstRefused)
        {
            foreach (var error in errors)
                Console.WriteLine($"{key.Tenant}: {key}: {(error.Pointer.Length == 0 ? "" : $"{error.Pointer}: ")}"
                    + error.Detail);
        }

        More(report.Refused - report.FirstRefused.Length, "document");
        foreach (var twins in report.FirstTwins)
        {
            Console.WriteLine($"{twins.Tenant}: {twins.Declaration.TargetName}: {PathsOf(twins)} must be unique, "
                + $"and is the same in {string.Join(", ", twins.Ids)}");
        }

        Console.WriteLine($"check: {Count(report.Documents, "document")}, {report.Refused} refused, "
            + $"{report.Twins} with a value that another one has");
    }

    /// <summary>Answers all of it as one JSON object.</summary>
    public static void WriteJson(
        VerbAnswer answer, Bundle? bundle, IReadOnlyList<BundleFault> faults, DocumentReport? documents)
    {
        using var writer = new JsonWriter();
        writer.BeginObject().Name("digest");
        if (bundle?.Digest is { } digest)
            writer.String(digest);
        else
            writer.Null();

        WriteTypes(writer, bundle);
        writer.Name("faults").BeginArray();
        foreach (var fault in faults)
        {
            writer.BeginObject().Member("file", fault.File).Member("line", fault.Line)
                .Member("column", fault.Column).Member("detail", fault.Detail).End();
        }

        writer.End();
        if (documents is not null)
            WriteDocuments(writer, documents);

        writer.End();
        answer.Write(writer);
    }

    static void WriteTypes(JsonWriter writer, Bundle? bundle)
    {
        writer.Name("types").BeginArray();
        if (bundle is not null)
        {
            foreach (var type in bundle.Types)
            {
                writer.BeginObject().Member("name", type.Name.Value).Member("hasSchema", type.Schema is not null)
                    .Name("commands").BeginArray();
                foreach (var command in type.Commands)
                    writer.String(command.Name);

                writer.End().End();
            }
        }

        writer.End();
    }

    static void WriteDocuments(JsonWriter writer, DocumentReport report)
    {
        writer.Name("documents").BeginObject()
            .Member("checked", report.Documents).Member("refused", report.Refused).Name("firstRefused").BeginArray();
        foreach (var (key, errors) in report.FirstRefused)
        {
            writer.BeginObject().Member("tenant", key.Tenant.Value).Member("targetName", key.TargetName.Value)
                .Member("targetId", key.TargetId.Value).Name("errors").BeginArray();
            foreach (var error in errors)
            {
                writer.BeginObject().Member("pointer", error.Pointer).Member("keyword", error.Keyword)
                    .Member("schemaLocation", error.SchemaLocation).Member("detail", error.Detail).End();
            }

            writer.End().End();
        }

        writer.End().Member("twins", report.Twins).Name("firstTwins").BeginArray();
        foreach (var twins in report.FirstTwins)
        {
            writer.BeginObject()
                .Member("tenant", twins.Tenant.Value).Member("targetName", twins.Declaration.TargetName.Value)
                .Name("paths").BeginArray();
            foreach (var path in twins.Declaration.Paths)
                writer.String(path.ToString());

            writer.End().Name("targetIds").BeginArray();
            foreach (var id in twins.Ids)
                writer.String(id.Value);

            writer.End().End();
        }

        writer.End().End();
    }

    static void More(long count, string noun)
    {
        if (count > 0)
            Console.WriteLine($"… and {Count(count, $"more {noun}")}");
    }

    static string PathsOf(TwinDocuments twins) => string.Join(" with ", twins.Declaration.Paths);

    static string Count(long number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
