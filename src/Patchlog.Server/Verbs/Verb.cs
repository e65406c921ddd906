using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Bundles;
using Patchlog.Journal;

namespace Patchlog.Server.Verbs;

/// <summary>The parts that all verbs share: settings, the database, and messages that a person can act on.</summary>
static class Verb
{
    /// <summary>Runs a verb that has nothing to answer, or answers in a way of its own.</summary>
    /// <param name="verb">The verb, which answers its exit code.</param>
    /// <param name="cancellation">The request of the user to stop.</param>
    /// <inheritdoc cref="AnswerAsync" path="/returns"/>
    public static Task<int> RunAsync(
        Func<Settings, CancellationToken, Task<int>> verb, CancellationToken cancellation) =>
        GuardAsync((settings, _, token) => verb(settings, token), VerbAnswer.ForPeople(), cancellation);

    /// <summary>Runs a verb that answers for people, or with <c>--json</c> for programs.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="verb">The verb, which answers its exit code.</param>
    /// <param name="cancellation">The request of the user to stop.</param>
    /// <returns>
    /// The exit code: 1 after a fault and 130 after an interruption, both with a message on standard error.
    /// </returns>
    public static async Task<int> AnswerAsync(
        ParseResult parsed, Func<Settings, VerbAnswer, CancellationToken, Task<int>> verb,
        CancellationToken cancellation)
    {
        var answer = VerbAnswer.To(parsed);

        return answer.End(await GuardAsync(verb, answer, cancellation));
    }

    /// <summary>Tells on standard error why a verb does nothing. Answers its exit code, 1.</summary>
    public static int Refuse(string message)
    {
        Console.Error.WriteLine($"patchlog: {message}");
        return 1;
    }

    /// <summary>Why a text can't be the name of a tenant.</summary>
    public static string NoTenant(string name) =>
        $"\"{name}\" can't be the name of a tenant: 1 to 63 characters of A-Z a-z 0-9 _ -, "
        + "the first a letter or digit.";

    /// <summary>Refuses a database that is not there: only what writes into a new one may make a file.</summary>
    /// <exception cref="InvalidDataException">
    /// There is no such file. A name with a slip in it must not look like a database without documents.
    /// </exception>
    public static void RequireDatabase(Settings settings)
    {
        if (settings.Database is DatabaseAddress.SqliteFile { FullPath: var path } && !File.Exists(path))
            throw new InvalidDataException($"There is no database {path}.");
    }

    /// <summary>Opens the database of the settings, which must be there already.</summary>
    /// <exception cref="InvalidDataException">There is no such file.</exception>
    public static Task<DocumentStore> OpenExistingAsync(Settings settings, CancellationToken cancellation)
    {
        RequireDatabase(settings);

        return OpenAsync(settings, cancellation);
    }

    /// <summary>Opens the database of the settings, and brings its tables to this version; makes the file.</summary>
    public static Task<DocumentStore> OpenAsync(Settings settings, CancellationToken cancellation) =>
        DocumentStore.OpenAsync(
            settings.Database, new(), TimeProvider.System, NullLoggerFactory.Instance, cancellation);

    static async Task<int> GuardAsync(
        Func<Settings, VerbAnswer, CancellationToken, Task<int>> verb, VerbAnswer answer,
        CancellationToken cancellation)
    {
        try
        {
            return await verb(Settings.Read(Directory.GetCurrentDirectory()), answer, cancellation);
        }
        catch (Exception failure) when (failure is FormatException or InvalidDataException
            or JournalUnavailableException or JournalDamagedException or IOException or UnauthorizedAccessException)
        {
            return answer.Refuse(failure.Message);
        }
        catch (BundleSourceException failure)
        {
            // As a compiler would print them; the message is only the first one.
            return answer.Refuse(failure.Message, failure.Faults.Select(fault => fault.ToString()));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            answer.Refuse("interrupted");
            return 130;
        }
    }
}
