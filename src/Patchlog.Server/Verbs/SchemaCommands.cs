using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json.Schema;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary>
/// <c>patchlog schema check</c>: holds documents against a JSON Schema, without a server and without a database.
/// </summary>
static class SchemaCommands
{
    // The schema, or something else that the command line names, is not what it must be.
    const int Faulty = 2;

    static readonly Argument<string> Schema = new("schema") { Description = "The file with the schema." };

    static readonly Argument<string[]> Documents = new("documents")
    {
        Description = "Files with documents; without any, only the schema is checked.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    static readonly Option<string> Draft = new("--draft")
    {
        Description = "The draft of schemas that name none by $schema: 4, 6, 7, 2019-09 or 2020-12.",
        DefaultValueFactory = _ => "2020-12",
        HelpName = "draft",
    };

    static readonly Option<bool> AssertFormat = new("--assert-format")
    {
        Description = "Let a wrong format make a value invalid; otherwise the metaschema decides.",
    };

    static readonly Option<string[]> References = new("--ref")
    {
        Description = "A document that $ref may lead to: the URI by which it is found, and its file. May be repeated. "
            + "Nothing else is ever fetched.",
        HelpName = "uri=file",
        DefaultValueFactory = _ => [],
    };

    static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one line of JSON for each document: document, valid, errors.",
    };

    /// <summary>The verb with its own verb, ready to be added to the root command.</summary>
    public static CliCommand Create()
    {
        var check = new CliCommand(
            "check",
            "Check a JSON Schema, and hold documents against it. Exit code 1 if a document is not valid or can't be "
            + "read, 2 if the schema is faulty.")
        {
            Schema, Documents, Draft, AssertFormat, References, Json,
        };

        check.SetAction(Check);
        return new("schema", "Work with JSON Schemas, without a server.") { check };
    }

    static int Check(ParseResult parsed)
    {
        if (!TryCompile(parsed, out var path, out var schema, out var faults))
        {
            var answer = VerbAnswer.To(parsed);
            answer.Refuse("The schema is faulty.", faults);

            return answer.End(Faulty);
        }

        var documents = parsed.GetValue(Documents) ?? [];
        var isJson = parsed.GetValue(Json);
        if (documents.Length == 0 && !isJson)
            Console.WriteLine($"{path}: a schema of {NameOf(schema.Draft)}");

        using var report = new ValidationReport(isJson);
        var areValid = true;
        foreach (var document in documents)
            areValid &= IsValid(schema, document, report);

        return areValid ? 0 : 1;
    }

    static bool IsValid(JsonSchema schema, string path, ValidationReport report)
    {
        if (!CheckedFile.TryRead(path, out var file, out var fault))
        {
            report.AddUnreadable(fault);
            return false;
        }

        var errors = schema.IsValid(file.Document) ? [] : schema.Validate(file.Document);
        report.Add(path, errors);

        return errors.IsEmpty;
    }

    static bool TryCompile(
        ParseResult parsed, out string path,
        [NotNullWhen(true)] out JsonSchema? schema, out ImmutableArray<string> faults)
    {
        schema = null;
        path = parsed.GetRequiredValue(Schema);
        var draft = parsed.GetValue(Draft) ?? "";
        if (DraftOf(draft) is not { } assumed)
        {
            faults = [$"--draft is \"{draft}\"; it must be 4, 6, 7, 2019-09 or 2020-12."];
            return false;
        }

        if (!TryReadReferences(parsed.GetValue(References) ?? [], out var files, out faults))
            return false;

        if (!CheckedFile.TryRead(path, out var file, out var unreadable))
        {
            faults = [$"{unreadable}"];
            return false;
        }

        var options = SchemaOptions.Default with
        {
            Draft = assumed,
            AssertFormat = parsed.GetValue(AssertFormat) ? true : null,
            Documents = SchemaDocuments.Of(
                files.Select(one => KeyValuePair.Create(one.Key, one.Value.Document))),
            Limits = SchemaLimits.Default with { MaxWork = VerbLimits.MaxCheckedWork },
        };
        if (JsonSchema.TryCompile(file.Document, options, out schema, out var found))
            return true;

        // A fault is in one of the documents, which are known here by their files.
        faults = [.. found.Select(fault =>
            files.GetValueOrDefault(fault.DocumentUri, file).FaultAt(fault.Pointer, fault.Detail).ToString())];
        return false;
    }

    static bool TryReadReferences(
        string[] references, out Dictionary<string, CheckedFile> files, out ImmutableArray<string> faults)
    {
        files = new(StringComparer.Ordinal);
        faults = [];
        foreach (var reference in references)
        {
            // A URI may have the character in its query, a file is seldom called so.
            var equals = reference.LastIndexOf('=');
            var uri = equals < 0 ? "" : reference[..equals].TrimEnd('#');
            if (uri.Length == 0 || uri.Contains('#', StringComparison.Ordinal))
                faults = [$"--ref is \"{reference}\"; it must be a URI without a fragment, =, and a file."];
            else if (!CheckedFile.TryRead(reference[(equals + 1)..], out var file, out var fault))
                faults = [$"{fault}"];
            else if (!files.TryAdd(uri, file))
                faults = [$"--ref names {uri} twice."];

            if (!faults.IsEmpty)
                return false;
        }

        return true;
    }

    // Schemas and tools spell them in several ways, such as draft-04, draft7 and draft2019-09.
    static SchemaDraft? DraftOf(string text)
    {
        var name = text.StartsWith("draft", StringComparison.OrdinalIgnoreCase) ? text["draft".Length..] : text;

        return name.TrimStart('-', '/', '0') switch
        {
            "4" => SchemaDraft.Draft4,
            "6" => SchemaDraft.Draft6,
            "7" => SchemaDraft.Draft7,
            "2019-09" => SchemaDraft.Draft201909,
            "2020-12" => SchemaDraft.Draft202012,
            _ => null,
        };
    }

    static string NameOf(SchemaDraft draft) => draft switch
    {
        SchemaDraft.Draft4 => "draft 4",
        SchemaDraft.Draft6 => "draft 6",
        SchemaDraft.Draft7 => "draft 7",
        SchemaDraft.Draft201909 => "draft 2019-09",
        SchemaDraft.Draft202012 => "draft 2020-12",
    };
}
