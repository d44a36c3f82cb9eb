using Garam.ContractTests.Storage;
using Garam.S3Tests.Support;

namespace Garam.S3Tests.Contract;

public sealed class S3ObjectCreateTests(CephGateway gateway) : ObjectCreateContract(new S3Store(gateway, "a/prefix"));

public sealed class S3ObjectReadTests(CephGateway gateway) : ObjectReadContract(new S3Store(gateway, "a/prefix"));

public sealed class S3ObjectListTests(CephGateway gateway) : ObjectListContract(new S3Store(gateway, "a/prefix"));

public sealed class WholeBucketObjectListTests(CephGateway gateway) : ObjectListContract(new S3Store(gateway, ""));
