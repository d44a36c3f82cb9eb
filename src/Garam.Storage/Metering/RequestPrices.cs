namespace Garam.Storage.Metering;

/// <summary>
/// List prices of Amazon S3 Standard for requests, in US dollars. Estimates for a metric, not a bill: a region that is not listed has the
/// prices of us-east-1, and discounts, encryption keys and traffic are left out.
/// </summary>
/// <param name="PerWrite">A create or a list.</param>
/// <param name="PerRead">A read or a stat. Deletions are free.</param>
public sealed record RequestPrices(double PerWrite, double PerRead)
{
    /// <summary>When the table was written.</summary>
    public const string Date = "2026-11";

    /// <summary>Region, dollars for a thousand writes, dollars for a thousand reads.</summary>
    private static readonly (string Region, double Writes, double Reads)[] s_table =
    [
        ("us-east-1", 0.005, 0.0004),
        ("us-east-2", 0.005, 0.0004),
        ("us-west-1", 0.0055, 0.00044),
        ("us-west-2", 0.005, 0.0004),
        ("eu-central-1", 0.0054, 0.00043),
        ("eu-west-1", 0.005, 0.0004),
        ("eu-west-2", 0.0053, 0.00042),
        ("ap-northeast-1", 0.0047, 0.00037),
        ("ap-northeast-2", 0.0045, 0.00035),
        ("ap-southeast-1", 0.005, 0.0004),
        ("ap-southeast-2", 0.0055, 0.00044),
        ("ap-south-1", 0.005, 0.0004),
        ("sa-east-1", 0.007, 0.00056),
    ];

    public static RequestPrices InRegion(string region)
    {
        var (_, writes, reads) = s_table.FirstOrDefault(row => row.Region == region, s_table[0]);
        return new RequestPrices(writes / 1000, reads / 1000);
    }

    internal double Of(string operation) => operation switch
    {
        "create" or "list" => PerWrite,
        "read" or "stat" => PerRead,
        _ => 0,
    };
}
