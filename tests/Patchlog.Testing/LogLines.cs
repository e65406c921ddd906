using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Patchlog.Testing;

/// <summary>A log that keeps its lines. Thread-safe.</summary>
public sealed class LogLines : ILogger
{
    readonly ConcurrentQueue<LogLine> _lines = [];

    /// <summary>All lines so far, in order.</summary>
    public IReadOnlyList<LogLine> All => [.. _lines];

    /// <summary>The texts of warnings and worse.</summary>
    public IEnumerable<string> Warnings => from line in _lines where line.Level >= LogLevel.Warning select line.Text;

    /// <summary>Everything, with exceptions.</summary>
    public string Text => string.Join('\n', _lines.Select(line => $"{line.Level} {line.Text} {line.Exception}"));

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        _lines.Enqueue(new(logLevel, formatter(state, exception), exception));
    }
}

/// <summary>A line of a log.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="Text">What it says.</param>
/// <param name="Exception">The exception that it shows; null without one.</param>
public sealed record LogLine(LogLevel Level, string Text, Exception? Exception);
