using System.CommandLine;
using System.Text;
using Patchlog.Describing.TypeScript;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary><c>patchlog types</c>: what the documents and commands of a bundle are to a program.</summary>
static class TypesCommand
{
    /// <summary>The verb, ready to be added to the root command.</summary>
    public static CliCommand Create()
    {
        var folder = new Argument<string>("dir") { Description = "The folder of the bundle." };
        var language = new Option<string>("--language")
        {
            Description = "The language of the declarations.",
            DefaultValueFactory = _ => "typescript",
        };
        language.AcceptOnlyFromAmong("typescript");
        var file = new Option<string?>("--out")
        {
            Description = "The file to write; standard output by default.",
            HelpName = "file",
        };

        var command = new CliCommand(
            "types",
            "Write type declarations of the documents and commands of a bundle. Exit code 1 if the bundle has faults, "
            + "2 if the folder can't be read.")
        {
            folder, language, file, VerbAnswer.CreateOption(),
        };
        command.SetAction((parsed, cancellation) => Verb.AnswerAsync(
            parsed,
            (_, answer, token) => RunAsync(parsed.GetValue(folder) ?? "", parsed.GetValue(file), answer, token),
            cancellation));

        return command;
    }

    static async Task<int> RunAsync(
        string folder, string? file, VerbAnswer answer, CancellationToken cancellation)
    {
        var (bundle, faults, exitCode) = BundleFolder.Compile(folder, cancellation);
        if (bundle is null)
        {
            answer.Refuse("The bundle has faults.", faults.Select(fault => fault.ToString()));
            return exitCode;
        }

        var text = Declarations.Of(bundle);
        if (file is null)
        {
            answer.Text(text);
            return 0;
        }

        try
        {
            await File.WriteAllTextAsync(file, text, new UTF8Encoding(false), cancellation);
            answer.Add("file", file);

            return 0;
        }
        catch (UnauthorizedAccessException failure)
        {
            return answer.Refuse(failure.Message);
        }
    }
}
