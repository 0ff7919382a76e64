namespace Pacs.Index.Tests.Searching;

public sealed class IntervalTests
{
    [Theory]
    [InlineData("20200101-20200131", "20200101", true)]
    [InlineData("20200101-20200131", "20200131", true)]
    [InlineData("20200101-20200131", "20200201", false)]
    [InlineData("20200101-", "20991231", true)]
    [InlineData("20200101-", "20191231", false)]
    [InlineData("-20200101", "19000101", true)]
    [InlineData("-20200101", "20200102", false)]
    [InlineData("20200101", "20200101", true)]
    [InlineData("20200101", "2020.01.01", true)]
    [InlineData("2020.01.01-2020.01.31", "20200115", true)]
    [InlineData("20200101 - 20200131", "20200115", true)]
    [Trait("Conformance", "42")]
    public void Covers_dates(string key, string value, bool isIn) => Covers(key, value, Vr.DA, isIn);

    [Theory]
    [InlineData("1000-1200", "110000", true)]
    [InlineData("1000-1200", "120030.5", true)]
    [InlineData("1000-1200", "120100", false)]
    [InlineData("10", "103000", true)]
    [InlineData("103000", "103000.123456", true)]
    [InlineData("103000.1", "103000.2", false)]
    [InlineData("10:30:00-", "103000", true)]
    [InlineData("-0830", "083059.999999", true)]
    [InlineData("235960", "235960", true)]
    [Trait("Conformance", "42")]
    public void Covers_times(string key, string value, bool isIn) => Covers(key, value, Vr.TM, isIn);

    [Theory]
    [InlineData("2019-2020", "20200615", true)]
    [InlineData("2019-2020", "2021", false)]
    [InlineData("20200101120000-0500", "20200101170000+0000", true)]
    [InlineData("20200101120000-0500-20200101130000-0500", "20200101173000+0000", true)]
    [InlineData("20200101120000-0500-20200101130000-0500", "20200101190000+0000", false)]
    [InlineData("202001-", "20200101", true)]
    [InlineData("-202001", "20200131235959.999999", true)]
    public void Covers_date_times(string key, string value, bool isIn) => Covers(key, value, Vr.DT, isIn);

    [Theory]
    [InlineData("", Vr.DA)]
    [InlineData("-", Vr.DA)]
    [InlineData("*", Vr.DA)]
    [InlineData("2020*", Vr.DA)]
    [InlineData("20201301", Vr.DA)]
    [InlineData("20200230", Vr.DA)]
    [InlineData("00000101", Vr.DA)]
    [InlineData("2020-01-01", Vr.DA)]
    [InlineData("25", Vr.TM)]
    [InlineData("1260", Vr.TM)]
    [InlineData("12.5", Vr.TM)]
    [InlineData("120000.", Vr.TM)]
    [InlineData("::", Vr.TM)]
    [InlineData("+", Vr.DT)]
    [InlineData("-----", Vr.DT)]
    [InlineData("2020+9999", Vr.DT)]
    [Trait("Conformance", "27")]
    public void Is_nothing_for_what_nobody_can_read(string key, Vr vr) => Assert.Null(Interval.ParseRange(key, vr));

    [Fact]
    public void Writes_times_in_the_order_of_their_texts()
    {
        string[] times = ["00", "0000001", "000000.000001", "0830", "083000.5", "083001", "235959.999999"];
        var texts = times.Select(time => Interval.Parse(time, Vr.TM)).OfType<Interval>().Select(i => Interval.TimeText(i.First)).ToList();
        Assert.Equal(texts.Order(StringComparer.Ordinal), texts);
        Assert.Contains("083000.5", texts);
    }

    private static void Covers(string key, string value, Vr vr, bool isIn)
    {
        var range = Assert.NotNull(Interval.ParseRange(key, vr));
        var held = Assert.NotNull(Interval.Parse(value, vr));
        Assert.Equal(isIn, range.Contains(held.First));
    }
}
