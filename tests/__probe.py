import json, time, warnings
warnings.simplefilter("error")
from pathlib import Path
import pandas as pd
from starlette.testclient import TestClient
from smartcart.api.app import build_app, Limits
from smartcart.api.keys import make_key
from smartcart.api.serving import State
from smartcart.jobs.serve import ServeJob
key, kept = make_key("shop")
st = State(ServeJob(model=Path("/work/tmp/api_model.json"), customers="/work/tmp/api_customers.csv"))
t=time.time(); st.start(); print("start", time.time()-t)
app = build_app(st, [kept])
frame = pd.read_csv("/work/tmp/api_customers.csv")
fields=[f.source for f in st.now.serving.scorer.fields]
def rec(i):
    r={k: (None if pd.isna(v) else v) for k,v in frame.iloc[i][fields].to_dict().items()}
    r["ID"]=str(r["ID"]); return r
with TestClient(app, headers={"authorization":"Bearer "+key}) as c:
    r=c.post("/v1/score", json={"customers":[rec(0),rec(1)]}); print(r.status_code, r.json(), r.headers)
    r=c.post("/v1/explain", json={"customer":rec(0)}); print(r.status_code, r.text[:300])
    bad=rec(0); bad["anna@x.de"]=1; r=c.post("/v1/score", json={"customers":[bad]}); print(r.status_code, r.text)
    for k,v in [(fields[1],-1),(fields[1],"x"),(fields[2],None),("ID",5)]:
        bad=rec(0); bad[k]=v; r=c.post("/v1/score", json={"customers":[bad]}); print(k,v,r.status_code, r.text[:200])
    i=rec(3)["ID"]
    for u in [f"/v1/customers/{i}",f"/v1/customers/{i}/explanation",f"/v1/customers/{i}/recommendations","/v1/customers/zzz","/v1/model","/v1/segments","/metrics","/openapi.json","/healthz","/readyz","/nothing","/v1/score"]:
        r=c.get(u); print(u, r.status_code, r.text[:250])
    r=c.post("/v1/recommendations", json={"customers":[i,"zz"]}); print(r.status_code, r.text[:400])
    r=c.post("/v1/promote", json={}); print(r.status_code,r.text)
    r=c.get("/v1/model",headers={"authorization":"x"}); print(r.status_code,r.text)
    body=json.dumps({"customers":[rec(i%300) for i in range(100)]}).encode()
    chk=st.now.serving.check; sc=st.now.serving.scorer
    t=time.perf_counter()
    for _ in range(50): cs=chk.customers(body)
    t1=time.perf_counter()
    for _ in range(50): out=sc.score(cs)
    t2=time.perf_counter()
    for _ in range(50): st.now.answer(customers=out)
    t3=time.perf_counter(); print("per 100: check %.0f score %.0f dump %.0f us"%((t1-t)*2e4,(t2-t1)*2e4,(t3-t2)*2e4))
