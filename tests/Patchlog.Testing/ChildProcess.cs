using System.Diagnostics;
using System.Globalization;

namespace Patchlog.Testing;

/// <summary>
/// A program that a test started: its output line by line, its end by signal. It leaves a file named after its process
/// id in the temporary folder until it is gone, so that ./test can end what a crashed test run left behind.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    readonly Process _process;
    readonly string _marker;
    readonly Lock _lock = new();
    readonly List<string> _output = [];
    readonly List<string> _errors = [];

    ChildProcess(Process process, bool echoErrors, Action<string>? onOutput)
    {
        _process = process;
        _marker = Path.Combine(Path.GetTempPath(), $"{process.Id}.pid");
        File.WriteAllBytes(_marker, []);

        process.OutputDataReceived += (_, line) =>
        {
            if (onOutput is null) Remember(_output, line.Data);
            else if (line.Data is not null) onOutput(line.Data);
        };
        process.ErrorDataReceived += (_, line) =>
        {
            Remember(_errors, line.Data);
            if (echoErrors && line.Data is not null) Console.Error.WriteLine(line.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The program's standard input.</summary>
    public TextWriter Input => _process.StandardInput;

    /// <summary>The lines of standard output so far.</summary>
    public IReadOnlyList<string> Output { get { lock (_lock) return [.. _output]; } }

    /// <summary>Standard error so far.</summary>
    public string Errors { get { lock (_lock) return string.Join('\n', _errors); } }

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its path, or its name on the PATH.</param>
    /// <param name="arguments">Passed as they are, without a shell.</param>
    /// <param name="folder">Its working directory.</param>
    /// <param name="environment">Laid over the environment of the test run; null removes a variable.</param>
    /// <param name="echoErrors">Whether its standard error shows in the test run's own.</param>
    /// <param name="onOutput">Gets each line of standard output, which is not kept then.</param>
    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        bool echoErrors = false,
        Action<string>? onOutput = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;

        return new ChildProcess(Process.Start(start)!, echoErrors, onOutput);
    }

    /// <summary>The first line of standard output with this beginning; fails if the program ends without one.</summary>
    /// <exception cref="InvalidOperationException">It ended first; the message has its standard error.</exception>
    public async Task<string> LineAsync(string beginning)
    {
        await Eventually.HoldsAsync(
            () => Find() is not null || HasExited, what: $"{_process.StartInfo.FileName} says '{beginning}'");
        if (Find() is { } line) return line;

        var code = await ExitCodeAsync();
        return Find() ?? throw new InvalidOperationException(
            $"{_process.StartInfo.FileName} ended with {code} before it said '{beginning}':\n{Errors}");

        string? Find() => Output.FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal));
    }

    /// <summary>Waits for the program's end and the last of its output, and answers with its exit code.</summary>
    /// <param name="progress">How far it has come, for a program that works for minutes and says nothing.</param>
    public async Task<int> ExitCodeAsync(Func<long>? progress = null)
    {
        await Eventually.EndsAsync(_process.WaitForExitAsync(), progress, what: $"{_process.StartInfo.FileName} ends");
        File.Delete(_marker);
        return _process.ExitCode;
    }

    /// <summary>Ends the program and all that it started with SIGKILL, which none of them can notice.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await ExitCodeAsync();
    }

    /// <summary>Asks the program to end, with SIGTERM.</summary>
    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        return await ExitCodeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!HasExited) _process.Kill(entireProcessTree: true);
        await ExitCodeAsync();
        _process.Dispose();
    }

    void Remember(List<string> lines, string? line)
    {
        if (line is null) return;
        lock (_lock) lines.Add(line);
    }
}
