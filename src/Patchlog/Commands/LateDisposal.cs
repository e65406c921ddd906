namespace Patchlog.Commands;

/// <summary>Waits for what has to be disposed, whether or not it comes in time.</summary>
static class LateDisposal
{
    /// <summary>Waits; what comes after the time is disposed then.</summary>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public static async Task<T> WaitAsync<T>(Task<T> coming, TimeSpan patience, TimeProvider time)
        where T : IDisposable
    {
        try
        {
            return await coming.WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            _ = coming.ContinueWith(
                static late => late.Result.Dispose(), CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }
}
