using Pacs.Archive.Ingest;

namespace Pacs.Archive.Tests.Ingest;

public sealed class MemberNoteTests
{
    [Theory]
    [InlineData("default", "CT1")]
    [InlineData("default", "A/B/C")]
    [InlineData("default", "")]
    public void Is_read_as_it_was_written(string tenant, string source) =>
        Assert.Equal(new MemberNote(tenant, source), MemberNote.Parse(new MemberNote(tenant, source).ToString()));
}
