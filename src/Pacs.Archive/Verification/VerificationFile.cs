using System.Text.Json;

namespace Pacs.Archive.Verification;

/// <summary>
/// <c>verification.json</c> in the data directory. It can be deleted: then nothing is known of former runs.
/// </summary>
internal sealed class VerificationFile(string dataDirectory)
{
    private readonly string _path = Path.Combine(dataDirectory, "verification.json");

    /// <summary>Null when there is none that can be read: it is no part of the archive, and costs a run at the most.</summary>
    public VerificationState? Read()
    {
        try
        {
            return File.Exists(_path)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(_path), VerificationJson.Default.VerificationState)
                : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(VerificationState state)
    {
        var next = _path + ".new";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(state, VerificationJson.Default.VerificationState));
        File.Move(next, _path, overwrite: true);
    }
}
