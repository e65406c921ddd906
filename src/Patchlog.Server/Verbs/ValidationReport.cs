using System.Collections.Immutable;
using System.Text;
using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Json.Schema;

namespace Patchlog.Server.Verbs;

/// <summary>What validating documents has found, on standard output: for people, or a line of JSON each.</summary>
/// <param name="isJson">Whether it is for programs.</param>
sealed class ValidationReport(bool isJson) : IDisposable
{
    readonly Stream _output = Console.OpenStandardOutput();
    readonly JsonWriter _line = new();

    /// <summary>Tells of a document that could be read.</summary>
    /// <param name="document">Its path as it was given.</param>
    /// <param name="errors">Why it is not valid; empty if it is.</param>
    public void Add(string document, ImmutableArray<SchemaError> errors)
    {
        if (isJson)
            WriteLine(document, errors);
        else if (errors.IsEmpty)
            WriteLine($"{document}: valid");
        else
            foreach (var error in errors)
                WriteLine($"{document}: at {Place(error)}: {error.Detail} ({error.SchemaLocation})");
    }

    /// <summary>Tells of a document that could not be read, or is no JSON.</summary>
    public void AddUnreadable(BundleFault fault)
    {
        if (isJson)
            WriteLine(fault.File, [new("", "", "", fault.Detail)]);
        else
            WriteLine(fault.ToString());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _line.Dispose();
        _output.Dispose();
    }

    static string Place(SchemaError error) => error.Pointer.Length == 0 ? "the root" : error.Pointer;

    void WriteLine(string document, ImmutableArray<SchemaError> errors)
    {
        _line.Clear();
        _line.BeginObject().Member("document", document).Member("valid", errors.IsEmpty).Name("errors").BeginArray();
        foreach (var error in errors)
        {
            _line.BeginObject()
                .Member("pointer", error.Pointer).Member("keyword", error.Keyword)
                .Member("schemaLocation", error.SchemaLocation).Member("detail", error.Detail)
                .End();
        }

        _line.End().End();
        _output.Write(_line.Written.Span);
        _output.Write("\n"u8);
    }

    void WriteLine(string text) => _output.Write(Encoding.UTF8.GetBytes(VisibleText.Of(text) + "\n"));
}
