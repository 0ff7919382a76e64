namespace Pacs.Index.Tests.Oracle;

/// <summary>An instance of the made archive: what it shares with others is the same object in all of them.</summary>
/// <param name="Number">Its place in the archive.</param>
/// <param name="Uids">Patient ID, study, series and instance UID.</param>
/// <param name="Levels">The indexed attributes of patient, study, series and image.</param>
/// <param name="Unindexed">What stands in the header only, private elements as if their block were the first.</param>
internal sealed record MadeInstance(int Number, string[] Uids, MadeItem[] Levels, MadeItem Unindexed)
{
    /// <summary>The number its sender chose for the private block.</summary>
    public int Block => 0x10 + Number % 3;

    /// <summary>Everything of it.</summary>
    public void WriteTo(DataSet header)
    {
        header.Set(Tags.SpecificCharacterSet, Vr.CS, "ISO_IR 192");
        foreach (var level in Levels) Vocabulary.Write(level, header);
        if (Unindexed.Keys.Any(tag => tag.IsPrivate))
        {
            // Somebody else's block before ours, in some.
            if (Block > 0x10) header.Set(new Tag(0x0029, 0x0010), Vr.LO, "SOMEBODY ELSE");
            header.Set(new Tag(0x0029, (ushort)Block), Vr.LO, Vocabulary.Creator);
        }

        Vocabulary.Write(Unindexed, header, tag => tag.IsPrivate ? new Tag(tag.Group, (ushort)(Block << 8 | (tag.Element & 0xFF))) : tag);
    }
}
