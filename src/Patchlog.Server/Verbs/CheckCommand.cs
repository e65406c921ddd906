using System.CommandLine;
using Patchlog.Bundles;
using Patchlog.Checking;
using Patchlog.Journal;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary>
/// <c>patchlog check</c>: compiles a bundle as a server would, and with <c>--against</c> holds the documents of a
/// database against it.
/// </summary>
static class CheckCommand
{
    /// <summary>The verb, ready to be added to the root command.</summary>
    public static CliCommand Create()
    {
        var folder = new Argument<string>("dir") { Description = "The folder of the bundle." };
        var against = new Option<string?>("--against")
        {
            Description = "A database whose living documents are held against the bundle: which would it refuse? "
                + "Servers may write meanwhile on PostgreSQL; a SQLite file must not be open in one.",
            HelpName = "database-url",
        };
        var json = new Option<bool>("--json") { Description = "Answer with one JSON object on standard output." };

        var command = new CliCommand(
            "check",
            "Compile a bundle and print its faults, one a line. Exit code 1 if there are faults or documents that the "
            + "bundle would refuse, 2 if the folder or the database can't be read.")
        {
            folder, against, json,
        };
        command.SetAction((parsed, cancellation) => Verb.AnswerAsync(
            parsed,
            (settings, answer, token) => RunAsync(
                parsed.GetValue(folder) ?? "", parsed.GetValue(against), answer, settings, token),
            cancellation));

        return command;
    }

    static async Task<int> RunAsync(
        string folder, string? against, VerbAnswer answer, Settings settings, CancellationToken cancellation)
    {
        var (bundle, faults, exitCode) = BundleFolder.Compile(folder, cancellation);
        if (bundle is null)
        {
            if (answer.IsJson)
                CheckReport.WriteJson(answer, bundle: null, faults, documents: null);
            else
                BundleFolder.Print(faults);

            return exitCode;
        }

        DocumentReport? report = null;
        if (against is not null)
        {
            (report, var refusal) = await HoldAsync(bundle, against, settings, cancellation);
            if (report is null)
            {
                answer.Refuse(refusal);
                return BundleFolder.Unreadable;
            }
        }

        if (answer.IsJson)
            CheckReport.WriteJson(answer, bundle, [], report);
        else
            CheckReport.Write(bundle, report);

        return report is { Refused: > 0 } or { Twins: > 0 } ? BundleFolder.Faulty : 0;
    }

    /// <summary>Reads the database; null with a sentence if that can't be done.</summary>
    static async Task<(DocumentReport? Report, string Refusal)> HoldAsync(
        Bundle bundle, string address, Settings settings, CancellationToken cancellation)
    {
        try
        {
            var database = DatabaseAddress.Parse(address);

            await using var store = await Verb.OpenExistingAsync(settings with { Database = database }, cancellation);
            return (await store.Maintenance.CheckDocumentsAsync(bundle, new ProgressLines(), cancellation), "");
        }
        catch (FormatException failure)
        {
            return (null, $"The database can't be used. {failure.Message}");
        }
        catch (Exception failure) when (failure is InvalidDataException or JournalUnavailableException
            or JournalDamagedException or ReadRefusedException or IOException)
        {
            return (null, failure.Message);
        }
    }

    /// <summary>A line on standard error for every so many documents.</summary>
    sealed class ProgressLines : IProgress<CheckProgress>
    {
        long _told;

        public void Report(CheckProgress value)
        {
            if (value.Documents - _told < VerbLimits.DocumentsPerProgressLine)
                return;

            _told = value.Documents;
            Console.Error.WriteLine($"{value.Documents} documents; {value.TargetName} of {value.Tenant}");
        }
    }
}
