using Patchlog.Bundles;

namespace Patchlog.Tests.Harness;

/// <summary>A source whose bundle a test writes, and writes again.</summary>
sealed class WrittenSource : IBundleSource
{
    readonly SemaphoreSlim _changed = new(0);
    volatile Func<FetchedBundle?> _fetch = () => throw new BundleSourceException("Nothing was written yet.");

    public string Description => "test";

    /// <summary>How many times it was asked.</summary>
    public int Fetches => _fetches;

    int _fetches;

    /// <summary>Has these files from now on, and says so.</summary>
    public BundleFiles Write(params IEnumerable<(string Path, string Text)> files)
    {
        var written = BundleTexts.Files(files);
        Become(() => new(written, Commit: null));
        return written;
    }

    /// <summary>Can't be read from now on, and is asked all the same.</summary>
    public void Fail(string message) => Become(() => throw new BundleSourceException(message));

    public Task<FetchedBundle?> FetchAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _fetches);
        return Task.FromResult(_fetch());
    }

    public Task WaitAsync(CancellationToken cancellation) => _changed.WaitAsync(cancellation);

    public ValueTask DisposeAsync()
    {
        _changed.Dispose();
        return ValueTask.CompletedTask;
    }

    void Become(Func<FetchedBundle?> fetch)
    {
        _fetch = fetch;
        _changed.Release();
    }
}
