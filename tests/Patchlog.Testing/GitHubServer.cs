using System.Collections.Concurrent;

namespace Patchlog.Testing;

/// <summary>
/// A local server that speaks the part of GitHub's REST that bundles need: references, archives by redirect to another
/// host, entity tags, tokens. It has the repository <c>acme/domain</c>.
/// </summary>
public sealed class GitHubServer : IAsyncDisposable
{
    /// <summary>The one repository.</summary>
    public const string Repository = "acme/domain";

    readonly LocalHttpServer _api, _archives;
    readonly ConcurrentDictionary<string, string> _refs = new();
    readonly ConcurrentDictionary<string, byte[]> _contents = new();
    readonly ConcurrentQueue<Func<LocalRequest, LocalAnswer>> _apiTroubles = new(), _archiveTroubles = new();

    /// <summary>Starts it.</summary>
    public GitHubServer()
    {
        _api = LocalHttpServer.Start(AnswerApi);
        _archives = LocalHttpServer.Start(AnswerArchive);
    }

    /// <summary>The address of the API.</summary>
    public Uri ApiUrl => _api.Address;

    /// <summary>The host of archives, as codeload.github.com is one.</summary>
    public Uri ArchiveUrl => _archives.Address;

    /// <summary>The token that it wants; null if everybody may read.</summary>
    public string? Token { get; set; }

    /// <summary>What the API was asked so far.</summary>
    public IReadOnlyList<LocalRequest> ApiRequests => _api.Requests;

    /// <summary>What the host of archives was asked so far.</summary>
    public IReadOnlyList<LocalRequest> ArchiveRequests => _archives.Requests;

    /// <summary>Makes a commit, to which a reference points from now on.</summary>
    /// <param name="reference">The reference; <c>HEAD</c> for the default branch.</param>
    /// <param name="files">The paths and texts of all its files.</param>
    /// <returns>The commit.</returns>
    public string Commit(string reference, params (string Path, string Text)[] files)
    {
        var archive = new ArchiveBuilder();
        foreach (var (path, text) in files)
            archive.Add(path, text);

        return Commit(reference, archive.ToBytes());
    }

    /// <summary>Makes a commit of which an archive is given, whatever that may be.</summary>
    public string Commit(string reference, byte[] archive)
    {
        var commit = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()) + "00000000";
        _contents[commit] = archive;
        _refs[reference] = commit;

        return commit;
    }

    /// <summary>Lets a reference point to a commit that was made before.</summary>
    public void Point(string reference, string commit) => _refs[reference] = commit;

    /// <summary>Whether the API has yet to answer as a test said.</summary>
    public bool HasTrouble => !_apiTroubles.IsEmpty;

    /// <summary>Takes back one trouble that the API has not had yet; false if there is none.</summary>
    public bool ForgetTrouble() => _apiTroubles.TryDequeue(out _);

    /// <summary>Lets the API answer its next request so.</summary>
    public void TroubleApi(LocalAnswer answer) => TroubleApi(_ => answer);

    /// <inheritdoc cref="TroubleApi(LocalAnswer)"/>
    public void TroubleApi(Func<LocalRequest, LocalAnswer> answer) => _apiTroubles.Enqueue(answer);

    /// <summary>Lets the host of archives answer its next request so.</summary>
    public void TroubleArchive(Func<LocalRequest, LocalAnswer> answer) => _archiveTroubles.Enqueue(answer);

    /// <summary>What the host of archives answers in good order.</summary>
    public LocalAnswer AnswerArchive(string commit) => new(200, _contents[commit], ("Content-Type", "application/x-gzip"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _archives.DisposeAsync();
    }

    LocalAnswer AnswerApi(LocalRequest request)
    {
        if (_apiTroubles.TryDequeue(out var trouble)) return trouble(request);

        const string commits = $"/repos/{Repository}/commits/", tarball = $"/repos/{Repository}/tarball/";
        if (Token is not null && request.Header("Authorization") != $"Bearer {Token}")
            return request.Header("Authorization") is null ? NotFound() : new(401, """{"message":"Bad credentials"}""");

        if (request.Path.StartsWith(commits, StringComparison.Ordinal)
            && _refs.TryGetValue(Uri.UnescapeDataString(request.Path[commits.Length..]), out var commit))
        {
            var tag = $"\"{commit}\"";
            return request.Header("If-None-Match") == tag
                ? new(304, "", ("ETag", tag))
                : new(200, commit, ("ETag", tag), ("Content-Type", "application/vnd.github.sha; charset=utf-8"));
        }

        return request.Path.StartsWith(tarball, StringComparison.Ordinal)
            ? new(302, "", ("Location", $"{ArchiveUrl}legacy.tar.gz/{request.Path[tarball.Length..]}?token=temporary"))
            : NotFound();
    }

    LocalAnswer AnswerArchive(LocalRequest request)
    {
        if (_archiveTroubles.TryDequeue(out var trouble)) return trouble(request);

        var commit = request.Path.Split('/')[^1].Split('?')[0];
        return _contents.ContainsKey(commit) ? AnswerArchive(commit) : NotFound();
    }

    static LocalAnswer NotFound() => new(404, """{"message":"Not Found"}""");
}
