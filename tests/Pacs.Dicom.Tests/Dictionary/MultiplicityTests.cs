using Pacs.Dicom.Dictionary;

namespace Pacs.Dicom.Tests.Dictionary;

public sealed class MultiplicityTests
{
    [Fact]
    public void Allows_as_many_values_as_the_standard_says()
    {
        var pairs = new Multiplicity(2, null, 2);
        var range = new Multiplicity(1, 8, 1);

        Assert.Equal([0, 2, 4, 6, 8], Enumerable.Range(0, 10).Where(pairs.Allows));
        Assert.Equal(Enumerable.Range(0, 9), Enumerable.Range(0, 10).Where(range.Allows));
    }

    [Fact]
    public void Is_written_as_the_standard_writes_it()
    {
        Assert.Equal("16", new Multiplicity(16, 16, 1).ToString());
        Assert.Equal("1-8", new Multiplicity(1, 8, 1).ToString());
        Assert.Equal("1-n", new Multiplicity(1, null, 1).ToString());
        Assert.Equal("2-2n", new Multiplicity(2, null, 2).ToString());
    }
}
