"""What is read of the ways to pay: cards, banks, wallets, each under the name of its type."""

from tools.privacy.projection.kinds import (
    CODE,
    COUNTRY,
    EMAIL,
    FLAG,
    ID,
    LAST4,
    NAME,
    NUMBER,
    PLAIN,
    TEXT,
    TIME,
    TOKEN,
    Fields,
)

_STATUS: Fields = {"status": CODE}
_CHECKS: Fields = {
    "address_line1_check": CODE,
    "address_postal_code_check": CODE,
    "cvc_check": CODE,
}
_CARD: Fields = {
    "brand": CODE,
    "capture_before": TIME,
    "checks": _CHECKS,
    "country": COUNTRY,
    "display_brand": CODE,
    "electronic_commerce_indicator": CODE,
    "exp_month": NUMBER,
    "exp_year": NUMBER,
    "extended_authorization": _STATUS,
    "fingerprint": TOKEN,
    "funding": CODE,
    "generated_card": ID,
    "incremental_authorization": _STATUS,
    "incremental_authorization_supported": FLAG,
    "last4": LAST4,
    "mandate": ID,
    "moto": FLAG,
    "multicapture": _STATUS,
    "network": CODE,
    "network_token": {"used": FLAG},
    "networks": {"available": [CODE], "preferred": CODE},
    "overcapture": {"maximum_amount_capturable": NUMBER, "status": CODE},
    "read_method": CODE,
    "regulated_status": CODE,
    "stored_credential_usage": CODE,
    "three_d_secure": {
        "authentication_flow": CODE,
        "electronic_commerce_indicator": CODE,
        "exemption_indicator": CODE,
        "exemption_indicator_applied": FLAG,
        "result": CODE,
        "result_reason": CODE,
        "version": CODE,
    },
    "three_d_secure_usage": {"supported": FLAG},
    "wallet": {"type": CODE, "dynamic_last4": LAST4},
}
_BANK: Fields = {
    "account_holder_type": CODE,
    "account_type": CODE,
    "bank": CODE,
    "bank_code": CODE,
    "bank_name": PLAIN,
    "branch_code": CODE,
    "bsb_number": CODE,
    "country": COUNTRY,
    "expected_debit_date": CODE,
    "fingerprint": TOKEN,
    "iban_last4": LAST4,
    "last4": LAST4,
    "mandate": ID,
    "payment_method_category": CODE,
    "preferred_language": CODE,
    "recurring": FLAG,
    "sort_code": CODE,
    "verified_email": EMAIL,
    "verified_name": NAME,
}
_WALLETS: Fields = {
    "buyer_id": TEXT,
    "cashtag": TEXT,
    "country": COUNTRY,
    "funding": {"card": _CARD, "type": CODE},
    "payer_email": EMAIL,
    "payer_id": TEXT,
    "payer_name": NAME,
    "seller_protection": _STATUS,
    "transaction_id": TOKEN,
}
_BANK_TYPES = (
    "acss_debit au_becs_debit bacs_debit bancontact blik boleto customer_balance eps fpx giropay ideal "
    "klarna konbini multibanco nz_bank_account oxxo p24 pay_by_bank paynow payto pix promptpay sepa_debit sofort swish "
    "twint upi us_bank_account affirm afterpay_clearpay billie zip"
)
_WALLET_TYPES = (
    "alipay amazon_pay cashapp crypto grabpay kakao_pay link mobilepay naver_pay paypal revolut_pay wechat_pay"
)
METHODS: Fields = {
    "card": _CARD,
    "card_present": _CARD,
    "interac_present": _CARD,
    **dict.fromkeys(_BANK_TYPES.split(), _BANK),
    **dict.fromkeys(_WALLET_TYPES.split(), _WALLETS),
}
