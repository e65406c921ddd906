namespace Patchlog.Bundles;

/// <summary>Where artifacts come from: a folder, or a repository. Used by one caller at a time.</summary>
public interface IBundleSource : IAsyncDisposable
{
    /// <summary>The source as people know it, such as <c>folder examples/orders</c>; never with a secret.</summary>
    string Description { get; }

    /// <summary>Fetches what there is now.</summary>
    /// <param name="cancellation">Stops the attempt.</param>
    /// <returns>The artifacts; null if nothing changed since the last fetch that gave some.</returns>
    /// <exception cref="BundleSourceException">The source can't be read, or what it has can't be a bundle.</exception>
    Task<FetchedBundle?> FetchAsync(CancellationToken cancellation);

    /// <summary>Waits until it may be worth to fetch again. It may end without a change.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    Task WaitAsync(CancellationToken cancellation);
}
