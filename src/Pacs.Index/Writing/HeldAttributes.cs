using Pacs.Dicom.DataSets;

namespace Pacs.Index.Writing;

/// <summary>
/// A row's attributes, and the last few that were compared with them: the instances of a series say the same of their
/// patient and study over and over, byte for byte.
/// </summary>
internal sealed class HeldAttributes(byte[] stored)
{
    private readonly byte[]?[] _seen = new byte[4][];
    private byte[] _stored = stored;
    private int _next;

    /// <summary>
    /// What is to be held instead when <paramref name="incoming"/> has values that were missing; otherwise null.
    /// </summary>
    public DataSet? Fill(byte[] incoming)
    {
        if (_stored.AsSpan().SequenceEqual(incoming)) return null;
        foreach (var seen in _seen)
        {
            if (seen is not null && seen.AsSpan().SequenceEqual(incoming)) return null;
        }

        _seen[_next] = incoming;
        _next = (_next + 1) % _seen.Length;
        return LevelAttributes.Filled(_stored, incoming);
    }

    public void Replace(byte[] filled) => _stored = filled;
}
