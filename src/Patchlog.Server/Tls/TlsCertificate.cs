using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Patchlog.Server.Tls;

/// <summary>
/// The certificate that the server shows. Its files are looked at all the time: a new pair is taken without a restart,
/// for connections that begin from then on. Thread-safe.
/// </summary>
/// <remarks>
/// A look may fall between the writing of the two files, so what has changed is taken only if two looks in a row found
/// the same. What is no pair even then is told of once, and the pair before it stays.
/// </remarks>
sealed partial class TlsCertificate : IAsyncDisposable
{
    readonly TlsSettings _settings;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly CancellationTokenSource _stopping = new();
    volatile SslServerAuthenticationOptions _options;
    Task _watching = Task.CompletedTask;
    string _handled;
    string _seen;
    DateTime _notAfter;
    bool _isExpiryTold;

    TlsCertificate(TlsSettings settings, TimeProvider time, ILogger logger)
    {
        (_settings, _time, _logger) = (settings, time, logger);

        var files = TlsFiles.Read(settings);
        _options = OptionsOf(files);
        _handled = _seen = files.Digest;
    }

    /// <summary>What a handshake that begins now is made with.</summary>
    public SslServerAuthenticationOptions Options => _options;

    /// <summary>Reads the files, and begins to look at them.</summary>
    /// <param name="settings">Where they are.</param>
    /// <param name="time">The clock of the looks.</param>
    /// <param name="logger">Hears of new pairs, and of what is no pair.</param>
    /// <exception cref="InvalidDataException">They can't be read, or are not a pair; the message says why.</exception>
    public static TlsCertificate Open(TlsSettings settings, TimeProvider time, ILogger logger)
    {
        var certificate = new TlsCertificate(settings, time, logger);
        certificate._watching = Task.Run(certificate.WatchAsync);

        return certificate;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
    }

    async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(TlsLimits.LookInterval, _time, _stopping.Token);
                LookAgain();
            }
        }
        catch (OperationCanceledException)
        {
            // The server has stopped.
        }
    }

    void LookAgain()
    {
        try
        {
            Look();
        }
        catch (Exception failure)   // what nobody thought of must not end the looks for good
        {
            LogFailed(_logger, failure);
        }
    }

    /// <summary>Looks at the files once. One caller at a time.</summary>
    internal void Look()
    {
        TlsFiles? files = null;
        string found;
        try
        {
            files = TlsFiles.Read(_settings);
            found = files.Digest;
        }
        catch (InvalidDataException failure)
        {
            found = failure.Message;
        }

        var isSettled = found == _seen;
        _seen = found;
        TellExpiry();

        if (!isSettled || found == _handled)
            return;

        _handled = found;
        Take(files, found);
    }

    void Take(TlsFiles? files, string found)
    {
        try
        {
            _options = OptionsOf(files ?? throw new InvalidDataException(found));
        }
        catch (InvalidDataException failure)
        {
            LogRefused(_logger, failure.Message);
        }
    }

    SslServerAuthenticationOptions OptionsOf(TlsFiles files)
    {
        var (leaf, chain) = files.ToPair();

        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = ContextOf(leaf, chain),
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        };

        LogTaken(_logger, leaf.Subject, leaf.NotAfter.ToUniversalTime());
        (_notAfter, _isExpiryTold) = (leaf.NotAfter.ToUniversalTime(), false);
        TellExpiry();

        return options;
    }

    // What is missing between certificate and root is not fetched from anywhere.
    static SslStreamCertificateContext ContextOf(X509Certificate2 leaf, X509Certificate2Collection chain)
    {
        try
        {
            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (Exception failure) when (failure is CryptographicException or NotSupportedException)
        {
            throw new InvalidDataException(
                $"The key of {leaf.Subject} can't be used for TLS: it must be RSA or EC.", failure);
        }
    }

    // A renewal that has stopped is seen by nobody else.
    void TellExpiry()
    {
        if (_isExpiryTold || _notAfter > _time.GetUtcNow().UtcDateTime)
            return;

        _isExpiryTold = true;
        LogExpired(_logger, _notAfter);
    }

    [LoggerMessage(11, LogLevel.Information, "The certificate is that of {Subject}, valid until {NotAfter:u}")]
    static partial void LogTaken(ILogger logger, string subject, DateTime notAfter);

    [LoggerMessage(12, LogLevel.Warning, "The certificate before stays: {Reason}")]
    static partial void LogRefused(ILogger logger, string reason);

    [LoggerMessage(14, LogLevel.Error, "The files of the certificate could not be looked at; that is tried again")]
    static partial void LogFailed(ILogger logger, Exception failure);

    [LoggerMessage(13, LogLevel.Warning, "The certificate is not valid any more, since {NotAfter:u}")]
    static partial void LogExpired(ILogger logger, DateTime notAfter);
}
