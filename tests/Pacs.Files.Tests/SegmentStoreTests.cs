namespace Pacs.Files.Tests;

public sealed class SegmentStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(1024)]
    [InlineData(8192)]
    [InlineData(8193)]
    [InlineData(50_000)]
    public async Task Gives_back_what_was_appended_whatever_its_length(int length)
    {
        await using var store = Stores.Open(_directory);
        var content = Stores.Bytes(length, seed: length);

        var before = await store.AppendAsync(Stores.Bytes(700, seed: -1));
        var extent = await store.AppendAsync(content);
        var after = await store.AppendAsync(Stores.Bytes(700, seed: -2));

        Assert.Equal(content, store.ReadAll(extent));
        Assert.Equal(Stores.Bytes(700, seed: -1), store.ReadAll(before));
        Assert.Equal(Stores.Bytes(700, seed: -2), store.ReadAll(after));
    }
}
