namespace Pacs.Files.Tests;

/// <summary>What a start makes of segments that were not left in good order.</summary>
public sealed class RecoveryTests : IDisposable
{
    private static readonly SegmentStoreOptions Options = Stores.Small with { SegmentLength = 1 << 20 };

    private readonly TemporaryDirectory _directory = new();

    private string OpenSegment => Path.Combine(_directory, "store/00/00000001.open.tar");

    private string SealedSegment => Path.Combine(_directory, "store/00/00000001.tar");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Cuts_a_torn_tail_wherever_the_power_left_it_and_appends_behind_what_is_whole()
    {
        var (kept, torn) = (Stores.Bytes(300, seed: 1), Stores.Bytes(1000, seed: 2));
        var extents = await FillAsync(kept, torn);
        var whole = await File.ReadAllBytesAsync(OpenSegment);

        for (var length = (int)extents[0].End; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(OpenSegment, whole[..length]);
            await using var store = SegmentStore.Open(_directory, Options, new NoSyncs(), TimeProvider.System);
            var log = store.Recover(_ => 0, _ => 0).ToList();

            Assert.Equal(extents[0], Assert.IsType<LogMember>(log[0]).Extent);
            if (length == extents[0].End)
                Assert.Single(log);
            else
                Assert.Equal((extents[0].End, length), (Assert.IsType<LogTail>(log[1]).Offset, log[1].End));
            Assert.Equal(extents[0].End, new FileInfo(OpenSegment).Length);

            var next = await store.AppendAsync(torn);
            Assert.Equal(extents[1], next);
            Assert.Equal(kept, store.ReadAll(extents[0]));
            Assert.Equal(torn, store.ReadAll(next));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(1024)]
    [InlineData(3_000_000)]
    public async Task Cuts_a_tail_of_zeros(int length)
    {
        var extents = await FillAsync(Stores.Bytes(300, seed: 1));
        Extend(OpenSegment, length);

        var log = await RecoverAsync();

        Assert.Equal([typeof(LogMember), typeof(LogTail)], log.Select(entry => entry.GetType()));
        Assert.Equal(extents[0].End, new FileInfo(OpenSegment).Length);
    }

    [Fact]
    public async Task Cuts_a_last_member_whose_body_did_not_reach_the_disk_though_its_header_and_length_did()
    {
        var extents = await FillAsync(Stores.Bytes(300, seed: 1), Stores.Bytes(1000, seed: 2));
        Overwrite(OpenSegment, extents[1].Offset, new byte[512]);

        var log = await RecoverAsync();

        Assert.Equal([typeof(LogMember), typeof(LogTail)], log.Select(entry => entry.GetType()));
        Assert.Equal(extents[0].End, new FileInfo(OpenSegment).Length);
    }

    [Theory]
    [InlineData(-512)] // the first byte of its header
    [InlineData(-1)] // the last byte of its header
    [InlineData(0)]
    [InlineData(999)] // the last byte of its body
    public async Task Reports_a_damaged_member_that_others_follow_and_cuts_nothing(int at)
    {
        var extents = await FillAsync(Stores.Bytes(300, seed: 1), Stores.Bytes(1000, seed: 2), Stores.Bytes(300, seed: 3));
        var length = new FileInfo(OpenSegment).Length;
        Flip(OpenSegment, extents[1].Offset + at);

        var log = await RecoverAsync();

        Assert.Equal([typeof(LogMember), typeof(LogDamage), typeof(LogMember)], log.Select(entry => entry.GetType()));
        Assert.Equal((extents[1].HeaderOffset, extents[1].End), (log[1].Offset, log[1].End));
        Assert.Equal(extents[2], Assert.IsType<LogMember>(log[2]).Extent);
        Assert.Equal(length, extents[2].End);
    }

    [Fact]
    public async Task Does_not_append_to_a_segment_that_was_damaged()
    {
        var extents = await FillAsync(Stores.Bytes(300, seed: 1), Stores.Bytes(1000, seed: 2));
        Flip(OpenSegment, extents[0].Offset);

        await using var store = SegmentStore.Open(_directory, Options, new Disk(), TimeProvider.System);
        Assert.Single(store.Recover(_ => 0, _ => 0).OfType<LogDamage>());
        var next = await store.AppendAsync(Stores.Bytes(300, seed: 3));

        Assert.Equal(new SegmentId(0, 2), next.Segment);
        Assert.Equal(Stores.Bytes(1000, seed: 2), store.ReadAll(extents[1]));
        Assert.True(File.Exists(SealedSegment));
    }

    [Fact]
    public async Task Takes_a_bad_member_for_damage_when_a_later_header_proves_that_it_was_synced()
    {
        // Both bodies are bad, and nothing whole follows. But the last header was written after the first was synced.
        var extents = await FillAsync(Stores.Bytes(300, seed: 1), Stores.Bytes(1000, seed: 2), Stores.Bytes(300, seed: 3));
        Flip(OpenSegment, extents[1].Offset);
        Flip(OpenSegment, extents[2].Offset);

        var log = await RecoverAsync();

        Assert.Equal([typeof(LogMember), typeof(LogDamage), typeof(LogTail)], log.Select(entry => entry.GetType()));
        Assert.Equal((extents[1].HeaderOffset, extents[1].End), (log[1].Offset, log[1].End));
    }

    [Fact]
    public async Task Never_cuts_a_sealed_segment()
    {
        var extents = await FillAsync(Stores.Bytes(300, seed: 1), Stores.Bytes(1000, seed: 2));
        await SealAsync();
        var length = new FileInfo(SealedSegment).Length;
        Flip(SealedSegment, extents[1].Offset);

        var log = await RecoverAsync();

        Assert.Equal([typeof(LogMember), typeof(LogDamage)], log.Select(entry => entry.GetType()).Take(2));
        Assert.Equal(length, new FileInfo(SealedSegment).Length);
    }

    [Fact]
    public async Task Reports_damage_at_the_end_of_a_sealed_segment_once_when_the_caller_has_noted_it()
    {
        var extents = await FillAsync(Stores.Bytes(300, seed: 1), Stores.Bytes(1000, seed: 2));
        await SealAsync();
        Flip(SealedSegment, extents[1].Offset);
        var damage = (await RecoverAsync()).OfType<LogDamage>().Single();

        await using var store = SegmentStore.Open(_directory, Options, new Disk(), TimeProvider.System);

        Assert.DoesNotContain(store.Recover(id => id == damage.Segment ? damage.End : 0, _ => 0), entry => entry is LogDamage);
    }

    [Fact]
    public async Task Reports_a_sealed_segment_that_was_cut_short_between_two_members()
    {
        var extents = await FillAsync(Stores.Bytes(300, seed: 1), Stores.Bytes(1000, seed: 2));
        await SealAsync();
        await File.WriteAllBytesAsync(SealedSegment, (await File.ReadAllBytesAsync(SealedSegment))[..(int)extents[0].End]);

        var log = await RecoverAsync();

        Assert.Equal([typeof(LogMember), typeof(LogDamage)], log.Select(entry => entry.GetType()).Take(2));
    }

    [Fact]
    public async Task Reads_only_what_lies_behind_what_was_applied()
    {
        var extents = await FillAsync(Stores.Bytes(300, seed: 1), Stores.Bytes(1000, seed: 2));
        Flip(OpenSegment, extents[0].Offset);

        var log = await RecoverAsync(appliedUpTo: extents[0].End);

        Assert.Equal(extents[1], Assert.IsType<LogMember>(Assert.Single(log)).Extent);
    }

    [Fact]
    public async Task Says_nothing_when_everything_was_applied()
    {
        var extents = await FillAsync(Stores.Bytes(300, seed: 1), Stores.Bytes(1000, seed: 2));
        Assert.Empty(await RecoverAsync(extents[1].End));
        await SealAsync();
        await using var store = SegmentStore.Open(_directory, Options, new Disk(), TimeProvider.System);

        Assert.DoesNotContain(store.Recover(id => id.Number == 1 ? extents[1].End : 0, _ => 0), entry => entry.Segment.Number == 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reports_a_segment_that_lost_what_had_been_applied_and_never_writes_there_again(bool wasSealed)
    {
        var extents = await FillAsync(Stores.Bytes(300, seed: 1), Stores.Bytes(1000, seed: 2));
        if (wasSealed)
            await SealAsync();
        var path = wasSealed ? SealedSegment : OpenSegment;
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path))[..(int)extents[0].End]);

        for (var start = 0; start < 2; start++)
        {
            await using var store = SegmentStore.Open(_directory, Options, new Disk(), TimeProvider.System);
            var log = store.Recover(id => id.Number == 1 ? extents[1].End : long.MaxValue - 1, _ => 0).ToList();

            Assert.Equal(extents[1].End, Assert.IsType<LogDamage>(log[0]).End);
            Assert.NotEqual(1, (await store.AppendAsync(Stores.Bytes(1000, seed: 4))).Segment.Number);
            Assert.Equal(extents[0].End, new FileInfo(SealedSegment).Length);
        }
    }

    [Fact]
    public async Task Takes_no_segment_inside_a_body_for_its_own()
    {
        // A peer sends a body that is itself a whole segment, even of this store; then its last bytes are lost.
        await FillAsync(Stores.Bytes(300, seed: 1), Stores.Bytes(300, seed: 2));
        var forged = await File.ReadAllBytesAsync(OpenSegment);
        Extent extent;
        await using (var store = Stores.Open(_directory, Options with { SpillLength = 1 << 20 }))
            extent = await store.AppendAsync(forged, name: "forged");
        await File.WriteAllBytesAsync(OpenSegment, (await File.ReadAllBytesAsync(OpenSegment))[..^512]);

        var log = await RecoverAsync();

        Assert.Equal([typeof(LogMember), typeof(LogMember), typeof(LogTail)], log.Select(entry => entry.GetType()));
        Assert.Equal(extent.HeaderOffset, log[2].Offset);
    }

    [Fact]
    public async Task Gives_back_names_notes_and_times()
    {
        await using (var store = Stores.Open(_directory))
            await store.AppendAsync([1, 2, 3], name: "a/b/c.dcm", note: "image CT_1");

        var member = Assert.IsType<LogMember>(Assert.Single(await RecoverAsync()));

        Assert.Equal(("a/b/c.dcm", "image CT_1"), (member.Name, member.Note));
        Assert.InRange(TimeProvider.System.GetUtcNow() - member.ReceivedAt, TimeSpan.Zero, TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Removes_what_was_left_in_incoming()
    {
        var incoming = Directory.CreateDirectory(Path.Combine(_directory, "incoming")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(incoming, "0000000000000007.tar"), [1]);

        await using var store = Stores.Open(_directory);

        Assert.Empty(Directory.GetFiles(incoming));
    }

    [Fact]
    public async Task Appends_only_after_recovery()
    {
        await using var store = SegmentStore.Open(_directory, Options, new Disk(), TimeProvider.System);
        using var body = store.NewBody();

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.AppendAsync("1", "a", "", body));
    }

    private static void Flip(string path, long at)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        Span<byte> one = stackalloc byte[1];
        RandomAccess.Read(file, one, at);
        one[0] ^= 1;
        RandomAccess.Write(file, one, at);
    }

    private static void Overwrite(string path, long at, byte[] bytes)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.Write(file, bytes, at);
    }

    private static void Extend(string path, int by)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.SetLength(file, RandomAccess.GetLength(file) + by);
    }

    /// <summary>Appends each in a batch of its own.</summary>
    private async Task<List<Extent>> FillAsync(params byte[][] contents)
    {
        await using var store = Stores.Open(_directory, Options);
        var extents = new List<Extent>();
        foreach (var content in contents)
            extents.Add(await store.AppendAsync(content));
        return extents;
    }

    private async Task SealAsync()
    {
        await using var store = Stores.Open(_directory, Options with { SegmentLength = 512 });
        await store.AppendAsync([1]);
        Assert.True(File.Exists(SealedSegment));
    }

    private async Task<List<LogEntry>> RecoverAsync(long appliedUpTo = 0)
    {
        await using var store = SegmentStore.Open(_directory, Options, new Disk(), TimeProvider.System);
        return store.Recover(_ => appliedUpTo, _ => 0).ToList();
    }

    private sealed class NoSyncs : Disk
    {
        public override void Sync(Microsoft.Win32.SafeHandles.SafeFileHandle file)
        {
        }

        public override void SyncDirectory(string path)
        {
        }
    }
}
