using Patchlog.Journal;

namespace Patchlog.Server.Verbs;

/// <summary>What all verbs share: settings in, faults that a person can act on out.</summary>
static class Verb
{
    /// <summary>Runs a verb; answers its exit code, 1 with a message on standard error for a fault.</summary>
    public static async Task<int> RunAsync(
        Func<Settings, CancellationToken, Task<int>> verb, CancellationToken cancellation)
    {
        try
        {
            return await verb(Settings.Read(Directory.GetCurrentDirectory()), cancellation);
        }
        catch (Exception failure) when (failure is FormatException or InvalidDataException
            or JournalUnavailableException or IOException)
        {
            await Console.Error.WriteLineAsync($"patchlog: {failure.Message}");
            return 1;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("patchlog: interrupted");
            return 130;
        }
    }
}
