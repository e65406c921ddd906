using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Bundles;
using Patchlog.Journal;

namespace Patchlog.Server.Verbs;

/// <summary>The parts that all verbs share: settings, the database, and messages that a person can act on.</summary>
static class Verb
{
    /// <summary>Runs a verb.</summary>
    /// <param name="verb">The verb, which answers its exit code.</param>
    /// <param name="cancellation">The request of the user to stop.</param>
    /// <returns>
    /// The exit code: 1 after a fault and 130 after an interruption, both with a message on standard error.
    /// </returns>
    public static async Task<int> RunAsync(
        Func<Settings, CancellationToken, Task<int>> verb, CancellationToken cancellation)
    {
        try
        {
            return await verb(Settings.Read(Directory.GetCurrentDirectory()), cancellation);
        }
        catch (Exception failure) when (failure is FormatException or InvalidDataException
            or JournalUnavailableException or JournalDamagedException or IOException or UnauthorizedAccessException)
        {
            return Refuse(failure.Message);
        }
        catch (BundleSourceException failure)
        {
            // As a compiler would print them; the message is only the first one.
            foreach (var fault in failure.Faults)
                Console.Error.WriteLine(fault);

            return failure.Faults.IsEmpty ? Refuse(failure.Message) : 1;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Refuse("interrupted");
            return 130;
        }
    }

    /// <summary>Tells on standard error why a verb does nothing. Answers its exit code, 1.</summary>
    public static int Refuse(string message)
    {
        Console.Error.WriteLine($"patchlog: {message}");
        return 1;
    }

    /// <summary>The refusal of a text that should be the name of a tenant.</summary>
    public static int RefuseTenant(string name) => Refuse(
        $"\"{name}\" can't be the name of a tenant: 1 to 63 characters of A-Z a-z 0-9 _ -, "
        + "the first a letter or digit.");

    /// <summary>Opens the database of the settings, and brings its tables to this version.</summary>
    public static Task<DocumentStore> OpenAsync(Settings settings, CancellationToken cancellation) =>
        DocumentStore.OpenAsync(
            settings.Database, new(), TimeProvider.System, NullLoggerFactory.Instance, cancellation);
}
